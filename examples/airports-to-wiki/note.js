/** From an airport (a row of airports.csv) to the note that it becomes. Knows no wiki and no browser. */
import { BusinessError } from 'gantry';

/** `{ title, text, tags }`; `BusinessError` for a row that no airport can have. */
export function noteFor({ iata, name, city, state, country, latitude, longitude }) {
  if (!iata || !name) throw new BusinessError('a row without a code or a name is no airport');
  checkDegrees(iata, 'latitude', latitude, 90);
  checkDegrees(iata, 'longitude', longitude, 180);
  const place = [city, state, country].filter(Boolean).join(', ');
  return {
    title: `${iata} ${name}`.trim(),
    text: `${name} (${iata}) is an airport in ${place}.\n\nLatitude ${latitude}, longitude ${longitude}.`,
    tags: ['airport', country].filter(Boolean),
  };
}

function checkDegrees(iata, what, value, limit) {
  const degrees = value === '' || value === null ? Number.NaN : Number(value);
  if (Number.isNaN(degrees)) throw new BusinessError(`${iata}: the ${what} "${value}" is not a number`);
  if (Math.abs(degrees) > limit) throw new BusinessError(`${iata}: the ${what} ${degrees} is outside of ±${limit}°`);
}
