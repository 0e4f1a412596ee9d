using StreamReco.Models.Text;
namespace StreamReco.Models.Data;

/// <summary>
/// Reads the times of one column and judges whether it is one: ratings, categories and ids are numbers too, and a file of
/// them read as times would lie in 1970.
/// </summary>
/// <param name="name">The column's name in the file, for people.</param>
/// <param name="earliestMs">An earlier time is none, Unix milliseconds.</param>
internal sealed class TimeColumn(string name, long earliestMs)
{
    /// <summary>2100-01-01T00:00:00Z: what lies later is a number of another kind.</summary>
    public const long LatestMs = 4_102_444_800_000;

    private long _times;
    private long _others;
    private long _nones;
    private string? _first;
    private string? _unit;

    /// <summary>What a text turned out to be.</summary>
    public enum Outcome
    {
        /// <summary>A time.</summary>
        Time,

        /// <summary>Empty, a word for "no value", 0 or less.</summary>
        None,

        /// <summary>Something else, or a time that cannot be.</summary>
        NoTime,
    }

    /// <summary>The unit of the times, for people; null before the first one.</summary>
    public string? Unit => _unit;

    /// <summary>Reads one text; Unix milliseconds, and how much they say.</summary>
    public Outcome Read(ReadOnlySpan<char> text, out long timeMs, out TimeDetail detail)
    {
        if (MissingWords.IsMissing(text))
        {
            (timeMs, detail) = (0, TimeDetail.None);
            return Outcome.None;
        }

        if (IsTime(text, earliestMs, out timeMs, out detail))
        {
            _times++;
            _unit ??= ClickTime.UnitOf(text);
            return Outcome.Time;
        }

        (timeMs, detail) = (0, TimeDetail.None);
        if (ClickTime.IsNone(text))
        {
            _nones++;
            _first ??= _others == 0 ? text.ToString() : null;
            return Outcome.None;
        }

        _first = _others++ == 0 ? text.ToString() : _first;
        return Outcome.NoTime;
    }

    /// <summary>Whether a text is a time between <paramref name="earliestMs"/> and <see cref="LatestMs"/>.</summary>
    public static bool IsTime(ReadOnlySpan<char> text, long earliestMs, out long timeMs, out TimeDetail detail) =>
        ClickTime.TryParse(text, out timeMs, out detail) && timeMs >= earliestMs && timeMs <= LatestMs;

    /// <summary>Judges the column by all that was read.</summary>
    /// <exception cref="DataFileException">It has values and none is a time, or most of them are not.</exception>
    public void Check(string path)
    {
        if (_others > _times || (_times == 0 && _nones > 0))
        {
            var earliest = ClickCollector.Day(earliestMs);
            throw new DataFileException(
                $"{path}: the column '{name}' is no time: its first value that is none is '{_first}', and {_times:N0} of "
                + $"{_times + _others + _nones:N0} values are times from {earliest} on. Name the column of the time, for example "
                + $"--columns time=NAME or time=4; if the data are older, set Validation:EarliestEventTime, which is {earliest}.");
        }
    }
}
