const COMPACT = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)/;
const HAS_ZONE = /(?:[zZ]|[+-]\d\d:?\d\d|GMT|UTC)$/;

/** A date in any of the forms that Encord writes; one without a zone is UTC, where JavaScript would read local time. */
export const parseDate = (text: string): Date | undefined => {
  const spelled = text.trim().replace(COMPACT, '$1-$2-$3T$4:$5:$6');
  // "9:05 AM" wants a space before the zone, ISO forms stand none.
  const zone = /[AP]M$/i.test(spelled) ? ' UTC' : 'Z';
  const date = new Date(HAS_ZONE.test(spelled) ? spelled : `${spelled}${zone}`);
  return Number.isNaN(date.getTime()) ? undefined : date;
};
