/** Specs to begin with; each is valid as it is. */
export const TEMPLATES: { name: string; about: string; text: string }[] = [
  {
    name: 'a shell command', about: 'runs on any node, needs no files',
    text: `study: my-study
objective: {metric: loss, goal: minimize}
parameters:
  x: {type: float, min: -5, max: 5}
  y: {type: float, min: -5, max: 5}
maxTrials: 40
trial:
  # a training prints lines such as epoch=3 loss=0.25; epoch is the step
  command: [sh, -c, 'for e in 1 2 3 4 5 6 7 8 9; do awk -v e=$e "BEGIN {print \\"epoch=\\" e \\" loss=\\" ((\${x}-1)^2 + (\${y}+2)^2 + 1/e)}"; sleep 0.3; done']
  args: none
  resources: {cpus: 0.2}
`,
  },
  {
    name: 'containers on GPUs', about: 'an image that is on a registry or on the nodes',
    text: `study: resnet-sweep
objective: {metric: val_accuracy, goal: maximize}
parameters:
  lr:        {type: float, min: 1.0e-5, max: 0.1, scale: log}
  batch:     {type: ordinal, values: [32, 64, 128, 256]}
  optimizer: {type: categorical, values: [adam, sgd]}
  momentum:  {type: float, min: 0.5, max: 0.99, when: {optimizer: sgd}}
earlyStopping: {type: asha, eta: 3, min: 1, max: 27}
maxTrials: 100
trial:
  image: ghcr.io/example/train:latest
  command: [python3, train.py]
  args: auto
  workers: 2
  resources: {cpus: 4, memory: 16GiB, gpus: 1}
`,
  },
  {
    name: 'run by your own program', about: 'ask for trials over REST and tell how they went',
    text: `study: my-own-loop
objective: {metric: loss, goal: minimize}
parameters:
  lr:     {type: float, min: 1.0e-4, max: 1.0, scale: log}
  layers: {type: int, min: 1, max: 8}
maxTrials: 50
trial: {external: true}
`,
  },
];
