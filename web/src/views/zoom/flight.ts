// From one view of the plane to another, by the path on which the picture moves least (van Wijk and Nuij 2003).

/** The middle of what is seen, and how wide that is. */
export interface Camera {
  x: number;
  y: number;
  width: number;
}

const RHO = 1.4; // how much a movement is preferred to a zoom

/** The camera at each share of a flight, and the flight's length: 1 is about one zoom by e. */
export function flight(from: Camera, to: Camera): { at: (share: number) => Camera; length: number } {
  const [dx, dy] = [to.x - from.x, to.y - from.y], distance = Math.hypot(dx, dy), zoom = Math.log(to.width / from.width);
  if (distance < 1e-9 * Math.max(from.width, to.width)) {
    return { at: (share) => ({ x: to.x, y: to.y, width: from.width * Math.exp(share * zoom) }), length: Math.abs(zoom) / RHO };
  }
  // (9) of the paper: r at both ends, the length of the path, and u and w along it.
  const r = (width: number, sign: number) => {
    const b = (to.width ** 2 - from.width ** 2 + sign * RHO ** 4 * distance ** 2) / (2 * width * RHO ** 2 * distance);
    return -Math.asinh(b);
  };
  const [start, end] = [r(from.width, 1), r(to.width, -1)], length = (end - start) / RHO;
  const at = (share: number): Camera => {
    const s = RHO * share * length + start;
    const u = (from.width / (RHO ** 2 * distance)) * (Math.cosh(start) * Math.tanh(s) - Math.sinh(start));
    return { x: from.x + u * dx, y: from.y + u * dy, width: (from.width * Math.cosh(start)) / Math.cosh(s) };
  };
  return { at: (share) => (share >= 1 ? to : at(share)), length: Math.abs(length) };
}
