/** English texts of the live view. */

export const live = {
  'live.mark': 'Live',
  'live.alt': 'The robot’s screen now',
  'live.switch': 'Which picture',
  'live.now': 'Live',
  'live.soFar': 'So far',
  'live.soFarNote': 'A screenshot of this moment. The video is here when the run has ended.',
  'live.none.starting': 'Waiting for the first picture …',
  'live.none.no-screen': 'This package needs no screen: there is nothing to show. The log is live.',
  'live.none.missing': 'No live picture.',
  'live.none.private': 'The script keeps the screen private for a moment.',
  'live.none.failed': 'The picture could not be taken.',
  'live.none.ending': 'The run has come to its end. What was recorded comes next.',
  'live.none.away': 'The robot is not connected. The picture comes back with it.',
  'live.none.crowded': 'Too many screens are watched at once. Try again when others have left.',
  'live.none.forbidden': 'You may not see screens and recordings of runs. An administrator can change that.',
  'live.slow': 'No picture has come so far. An agent that is older than the coordinator sends none: update it.',
  'live.late': 'No new picture for {s} s',
  'live.watch': 'What {robot} does now',
  'live.openRun': 'Open the run',
  'live.idle': '{robot} runs nothing now.',
} as const;
