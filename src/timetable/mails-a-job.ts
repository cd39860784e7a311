/**
 * A job of the mail queue sees to so many mails at most, so that one claim and one commit do for them all; and as many mails
 * that are written at once share an alarm. More would wait for the slowest among them, come twice after a crash, and keep whoever
 * answers in a storm waiting: their mail leaves behind those in hand.
 */
export const MAILS_A_JOB = 7;
