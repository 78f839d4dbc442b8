/** Keeps small secrets, such as a password for SMTP, unreadable in the database and in its backups. */
export interface Secrets {
  /**
   * @param context what the secret belongs to, such as `AlertTarget/<id>/password`; it is not secret, and opening asks
   * for the same, so that a sealed value moved to another row is refused
   */
  seal(context: string, text: string): string;
  /** @throws InstanceError `SECRET_UNREADABLE` */
  open(context: string, sealed: string): string;
}
