import type { Same } from '../same.ts';
import type { common as zh } from '../zh-CN/common.ts';

export const common = {
  product: 'Hongxin',
  language: { switch: '中文', label: 'Switch language' },
  action: {
    retry: 'Try again',
    cancel: 'Cancel',
    close: 'Close',
    back: 'Back',
    signOut: 'Sign out',
    skip: 'Skip to content',
  },
  state: { loading: 'Loading' },
  missing: {
    organization: 'No such organization',
    township: 'No such township',
    site: 'No such site',
    member: 'No such member',
  },
  unit: { attendances: 'attendances' },
  activityKind: {
    OPEN_ACTIVITY: 'Open activity',
    OPEN_FIXED_ACTIVITY_DAY: 'Open fixed activity day',
    THEME_PARTY_DAY: 'Theme Party day',
    PARTY_LECTURE: 'Party lecture',
    SALON: 'Salon',
    VOLUNTEER_SERVICE: 'Volunteer service',
  },
  sessionStatus: {
    PLANNED: 'Not yet open',
    OPEN: 'Open now',
    CLOSED: 'Closed',
    CANCELLED: 'Cancelled',
  },
  siteKind: {
    SERVICE_CENTER: 'Service center',
    CHARACTERISTIC_TOWN: 'Characteristic town',
    INDUSTRIAL_PARK: 'Industrial park',
    ENTERPRISE: 'Enterprise',
  },
  checkInStatus: {
    VALID: 'Valid',
    AWAITING_CONFIRMATION: 'To be confirmed',
    SUPERSEDED: 'Superseded',
    VOID: 'Void',
  },
  checkInFlag: {
    LATE: 'Came late',
    CLOCK_OFF: 'Phone clock off',
    OVERLAP: 'Elsewhere at that time',
    OVER_CAPACITY: 'Over capacity',
    LOCATION_INACCURATE: 'Place unsure',
  },
  indexGrade: {
    PIONEER: 'Pioneer',
    QUALIFIED: 'Qualified',
    BASICALLY_QUALIFIED: 'Basically qualified',
    UNQUALIFIED: 'Unqualified',
  },
  indexCategory: {
    ORGANIZATION_LIFE: 'Organization life',
    STUDY: 'Study',
    DUES: 'Dues',
    SERVICE: 'Service',
    DUTY: 'Duty and pledges',
    BONUS: 'Bonus',
    PENALTY: 'Penalty',
  },
  refusal: {
    ALREADY_CHECKED_IN: {
      message: 'You have already checked in to this session.',
      nextStep: 'Nothing to do: please go in.',
    },
    VOIDED: {
      message: 'Staff have undone this check-in.',
      nextStep: 'If you are there, ask the staff at the site, or scan the code on the screen again.',
    },
    TOO_EARLY: {
      message: 'Check-in has not opened yet.',
      nextStep: 'Scan the code on the screen again once it has.',
    },
    TOO_LATE: {
      message: 'Check-in for this session has closed.',
      nextStep: 'If you were here in time, ask the steward at the site.',
    },
    SESSION_CANCELLED: { message: 'This session was cancelled.', nextStep: 'See "Activities" for others.' },
    WRONG_SITE: {
      message: 'This code belongs to another site.',
      nextStep: 'Scan the code on the screen where you are.',
    },
    OUTSIDE_FENCE: { message: 'You are not at the site.', nextStep: 'Check in when you have arrived.' },
    CODE_EXPIRED: { message: 'The code has expired.', nextStep: 'Scan the code that the screen shows now.' },
    CODE_INVALID: {
      message: 'The code is not valid.',
      nextStep: "Scan the code on the site's screen, not a picture of it.",
    },
    CODE_REVOKED: { message: 'The code was withdrawn.', nextStep: 'Please ask the steward at the site.' },
    NOT_REGISTERED: {
      message: 'You have not registered for this session.',
      nextStep: 'Ask the steward to register you on the spot.',
    },
    REGISTRATION_PENDING: {
      message: 'Your registration is still being reviewed.',
      nextStep: 'Please ask the host organization.',
    },
    CAPACITY_FULL: { message: 'This session is full.', nextStep: 'Choose another one under "Activities".' },
    WAITLISTED: { message: 'You are on the waiting list.', nextStep: 'Please wait to be called.' },
    MEMBER_NOT_ACTIVE: {
      message: 'Your membership does not allow a check-in at present.',
      nextStep: 'Please ask your branch.',
    },
    MEMBER_TRANSFERRED: {
      message: 'Your membership has moved to another organization.',
      nextStep: 'Please ask your present branch.',
    },
    DEVICE_NOT_TRUSTED: {
      message: 'This device is not trusted.',
      nextStep: 'Sign in again, or ask the steward.',
    },
  },
  problem: {
    NETWORK: { message: 'The server cannot be reached.', nextStep: 'Check the network and try again.' },
    TIMEOUT: { message: 'The server did not answer in time.', nextStep: 'Please try again in a moment.' },
    ANSWER_UNREADABLE: {
      message: "The server's answer could not be read.",
      nextStep: 'Reload the page; if that does not help, tell the administrator.',
    },
    UNAUTHENTICATED: { message: 'You are no longer signed in.', nextStep: 'Please sign in again.' },
    FORBIDDEN: {
      message: 'You are not allowed to do this.',
      nextStep: 'Ask a district administrator if you need to.',
    },
    NOT_FOUND: { message: 'Not found.', nextStep: 'Go back and try again.' },
    BAD_USER_INPUT: { message: 'Something was filled in wrongly.', nextStep: 'Check it and send it again.' },
    RATE_LIMITED: { message: 'Too many attempts.', nextStep: 'Wait a moment and try again.' },
    CODE_WRONG: { message: 'That code is not right.', nextStep: 'Check it and type it again.' },
    CODE_EXPIRED: { message: 'That code has expired.', nextStep: 'Ask for a new one.' },
    TOO_MANY_TRIES: { message: 'Too many wrong codes.', nextStep: 'Ask for a new code.' },
    CREDENTIALS_WRONG: {
      message: 'Wrong user name or password.',
      nextStep: 'Check both; five failures lock the account for 15 minutes.',
    },
    DEVICE_KEY_REQUIRED: {
      message: 'This sign-in belongs to another device.',
      nextStep: 'Please sign in again here.',
    },
    DEVICE_KEY_INVALID: {
      message: "The proof of this device's key was not taken.",
      nextStep: "Check the device's clock and try again.",
    },
    DEVICE_KEY_UNREADABLE: {
      message: "This browser's storage cannot be used, so the device's key cannot be read.",
      nextStep: 'Leave private browsing or free some space, then try again.',
    },
    INTERNAL_SERVER_ERROR: {
      message: 'Something broke on the server.',
      nextStep: 'Try again in a moment; if it stays, tell the administrator.',
    },
    SERVICE_UNAVAILABLE: {
      message: 'The service is not available at present.',
      nextStep: 'Try again in a moment.',
    },
    UNAVAILABLE: {
      message: 'The roster of members does not answer at present.',
      nextStep: 'Try again in a moment.',
    },
    INTERNAL: {
      message: 'Something broke on the server.',
      nextStep: 'Try again in a moment; if it stays, tell the administrator.',
    },
    UNKNOWN: {
      message: 'Something unexpected happened.',
      nextStep: 'Reload the page; if it stays, tell the administrator.',
    },
  },
} satisfies Same<typeof zh>;
