/** One bounding box "Car" and one question for the whole file. */
export const streetOntology = {
  ontologyHash: '2e1c3f60-7b1a-4a0f-9d3c-6c1b5a0e9f01',
  title: 'Street ontology',
  editor: {
    objects: [
      {
        id: '1',
        name: 'Car',
        color: '#D33115',
        shape: 'bounding_box',
        featureNodeHash: 'PXFZO2ra',
        required: false,
        archived: false,
      },
    ],
    classifications: [
      {
        id: '1',
        featureNodeHash: 'wTcL4ss1',
        attributes: [
          {
            id: '1.1',
            name: 'Weather',
            type: 'radio',
            featureNodeHash: 'wTaT7r01',
            required: false,
            archived: false,
            dynamic: false,
            options: [
              { id: '1.1.1', label: 'Clear', value: 'clear', featureNodeHash: 'wTcLr001', archived: false },
              { id: '1.1.2', label: 'Rain', value: 'rain', featureNodeHash: 'wTrNn001', archived: false },
            ],
          },
        ],
      },
    ],
  },
};
