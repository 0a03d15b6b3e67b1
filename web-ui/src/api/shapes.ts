import type { Operations } from './generated';

export type { Attempt, Best, Cluster, Comparison, Counts, Device, Event, FieldProblem, Gang, Node, Objective, Series, Study, Summary, Token,
  Trial, TrialColumns, TrialCurve, Verdict } from './generated';

export type Importance = Operations['analyseImportance']['answer'];
export type Rungs = Operations['showRungs']['answer'];
export type Timeline = Operations['showTimeline']['answer'];
export type Queue = Operations['getQueue']['answer'];
export type Failures = Operations['analyseFailures']['answer'];
export type Curves = Operations['getStudyCurves']['answer'];
export type Usage = Operations['getUsage']['answer'];
export type Me = Operations['getMe']['answer'];
export type Artifacts = Operations['listArtifacts']['answer'];
export type Slices = Operations['analyseSlices']['answer'];
export type Contour = Operations['analyseContour']['answer'];
export type RankTable = Operations['rankTrials']['answer'];
export type Distribution = Operations['analyseDistribution']['answer'];
export type Distributions = Operations['compareDistributions']['answer'];
export type Pareto = Operations['analysePareto']['answer'];
export type Hypervolume = Operations['analyseHypervolume']['answer'];
export type Durations = Operations['analyseDurations']['answer'];
export type Terminator = Operations['analyseTerminator']['answer'];
export type HistoryData = Operations['analyseHistory']['answer'];

/** A metric value as the API writes it: what is not finite is a word. */
export type Value = number | 'NaN' | 'Infinity' | '-Infinity';
/** The value of a parameter. */
export type Setting = number | string | boolean;

/** The number of a metric value; NaN for what is no finite number. */
export const finite = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : Number.NaN);
