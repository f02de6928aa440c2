//! Days of the calendar, for reviews that run out.

use serde::{Deserialize, Deserializer};
use std::fmt;

/// A day, counted from 1970-01-01.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i64);

const SECONDS_PER_DAY: u64 = 86_400;
/// Days of 400 years, after which the calendar repeats.
const ERA: i64 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const EPOCH: i64 = 719_468;

impl Date {
    /// Reads `2026-05-01`; `None` when it is no day of the calendar.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = |part: &str, length: usize| {
            (part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| part.parse::<i64>().ok())?
        };
        let mut parts = text.split('-');
        let year = digits(parts.next()?, 4)?;
        let month = digits(parts.next()?, 2)?;
        let day = digits(parts.next()?, 2)?;
        if parts.next().is_some() || !(1..=12).contains(&month) || day < 1 {
            return None;
        }
        // Years begin in March, so that the leap day is the last one.
        let (shifted, from_march) = (year - i64::from(month < 3), (month + 9) % 12);
        let era = shifted.div_euclid(400);
        let of_era = shifted.rem_euclid(400);
        let of_year = (153 * from_march + 2) / 5 + day - 1;
        let date = Self(era * ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH);
        // The 31st of a shorter month is a day of the next one.
        (date.to_string() == text).then_some(date)
    }

    /// The day of a time that is given in seconds since 1970.
    pub fn of_seconds(seconds: u64) -> Self {
        Self(i64::try_from(seconds / SECONDS_PER_DAY).unwrap_or(i64::MAX / 2))
    }

    /// So many days later.
    #[must_use]
    pub fn plus(self, days: u32) -> Self {
        Self(self.0.saturating_add(i64::from(days)))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = self.0 + EPOCH;
        let (era, of_era) = (days.div_euclid(ERA), days.rem_euclid(ERA));
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        write!(f, "{:04}-{month:02}-{day:02}", year + era * 400 + i64::from(month < 3))
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("`{text}` is no date: write one like 2026-05-01")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_days_of_the_calendar_and_no_others() {
        for (text, days, why) in [
            ("1970-01-01", Some(0), "the first"),
            ("1969-12-31", Some(-1), "the one before"),
            ("2000-02-29", Some(11_016), "a leap day of a century"),
            ("2026-11-24", Some(20_781), "an ordinary day"),
            ("2026-02-29", None, "no leap year"),
            ("1900-02-29", None, "a century without one"),
            ("2026-04-31", None, "a short month"),
            ("2026-13-01", None, "no month"),
            ("2026-00-10", None, "month zero"),
            ("2026-01-00", None, "day zero"),
            ("2026-1-1", None, "without zeros"),
            ("2026-01-01-01", None, "too long"),
            ("+026-01-01", None, "a sign"),
            ("", None, "nothing"),
        ] {
            assert_eq!(Date::parse(text), days.map(Date), "{why}");
        }
        assert_eq!(Date::of_seconds(86_399).to_string(), "1970-01-01");
        assert_eq!(Date::parse("2026-05-01").map(|date| date.plus(180).to_string()).as_deref(), Some("2026-10-28"));
    }
}
