/** Why a call may not be sent: its line is not in the audit log. The process log has been told already, once for all calls. */
export class NotRecordedError extends Error {
  override readonly name = 'NotRecordedError';
}
