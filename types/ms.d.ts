// ms@3.0.0-canary.1, which types every Duration of @temporalio/*, has no "types" condition in its exports:
// without this declaration `startToCloseTimeout: 'banana'` compiles.
declare module 'ms' {
  type Unit =
    | 'ms'
    | 's'
    | 'm'
    | 'h'
    | 'd'
    | 'w'
    | 'y'
    | 'sec'
    | 'secs'
    | 'second'
    | 'seconds'
    | 'min'
    | 'mins'
    | 'minute'
    | 'minutes'
    | 'hr'
    | 'hrs'
    | 'hour'
    | 'hours'
    | 'day'
    | 'days'
    | 'week'
    | 'weeks'
    | 'year'
    | 'years';
  export type StringValue = `${number}` | `${number}${Unit}` | `${number} ${Unit}`;
}
