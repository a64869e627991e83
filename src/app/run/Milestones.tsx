import { useApp } from "../sessionContext.ts";
import { quarterOf } from "../state/jobProgress.ts";

/** Says a quarter, a half and three quarters of a job to who does not see it; its end is said by the status. */
export function Milestones() {
  const quarter = useApp(quarterOf);
  return <output className="visually-hidden">{quarter > 0 && `${quarter * 25} % converted`}</output>;
}
