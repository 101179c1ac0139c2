/** What is marked on the time bar: errors, screenshots, resources taken and finished, states. Pure. */
import type { ArtifactView, LogLine, ResourceEvent, RunView } from '../../../../protocol/shapes.ts';
import { t } from '../../../i18n/index.ts';
import { position } from '../../../show/format.ts';
import { visible } from '../../../show/visible.ts';
import { spread } from './spread.ts';

/** In the order of the legend. */
export const markerKinds = ['error', 'screenshot', 'taken', 'processed', 'failed', 'state'] as const;
export type MarkerKind = (typeof markerKinds)[number];
export interface Marker {
  id: string;
  kind: MarkerKind;
  atMs: number;
  says: string;
}

/** Markers of one kind at most; beyond it they would be a solid line anyway. */
const MAX_MARKERS = 300;
const TEXT_CHARACTERS = 120;

interface Evidence {
  run: RunView;
  errors: LogLine[];
  artifacts: ArtifactView[];
  events: ResourceEvent[];
}

export function markersOf({ run, errors, artifacts, events }: Evidence): Marker[] {
  const start = run.started ?? run.assigned;
  return [
    ...stateMarkers(run, start),
    ...spread(
      events.flatMap((event) => resourceMarker(event, start)),
      MAX_MARKERS,
    ),
    ...spread(screenshotsOf(artifacts), MAX_MARKERS).map((shot) =>
      marker('screenshot', shot.id, shot.atMs, shot.label || t('marker.screenshot')),
    ),
    ...spread(errors, MAX_MARKERS).map((line) => marker('error', `line-${line.n}`, line.atMs, line.text)),
  ];
}

export const screenshotsOf = (artifacts: ArtifactView[]): ArtifactView[] =>
  inStrip(artifacts).filter((a) => a.state !== 'deleted');

/** With those that a person deleted: their places say who did it. Those that grew too old are not here. */
export const inStrip = (artifacts: ArtifactView[]): ArtifactView[] =>
  artifacts
    .filter((a) => a.kind === 'screenshot' && (a.state !== 'deleted' || a.deletedBy !== undefined))
    .sort((a, b) => a.atMs - b.atMs);

/** The run's own states: when the robot accepted it, and its end. */
function stateMarkers({ started, ended, state, reason }: RunView, start: number): Marker[] {
  const end = [t(`run.state.${state}`), ...(reason && reason !== 'completed' ? [t(`run.reason.${reason}`)] : [])];
  return [
    ...(started === undefined ? [] : [marker('state', 'state-started', started - start, t('marker.started'))]),
    ...(ended === undefined ? [] : [marker('state', 'state-ended', ended - start, end.join(': '))]),
  ];
}

function resourceMarker(event: ResourceEvent, start: number): Marker[] {
  const { kind } = event;
  if (kind !== 'taken' && kind !== 'processed' && kind !== 'failed') return [];
  return [marker(kind, event.id, event.at - start, t(`marker.${kind}`, { queue: event.queue }))];
}

function marker(kind: MarkerKind, id: string, atMs: number, text: string): Marker {
  return { kind, id, atMs, says: `${position(atMs, false)} ${visible(text.slice(0, TEXT_CHARACTERS))}` };
}

/** Length of the axis in ms: until the end of run, video and everything on it; `clock` while the run is live. */
export function durationOf(run: RunView, markers: Marker[], clock: number): number {
  const start = run.started ?? run.assigned;
  const video = run.video ? run.video.offsetMs + run.video.seconds * 1_000 : 0;
  return Math.max((run.ended ?? clock) - start, video, ...markers.map((m) => m.atMs), 1_000);
}
