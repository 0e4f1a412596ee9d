using System.Globalization;
using StreamReco.Models.Events;
using StreamReco.Models.Text;

namespace StreamReco.Models.Data;

/// <summary>
/// Files without a header that are known by what their columns hold. A file is taken for one of them only if every row of
/// its beginning fits.
/// </summary>
internal static class HeadlessShape
{
    /// <summary>1995-01-01: MovieLens' ratings begin in that year, earlier than clicks of shops.</summary>
    public const long MovieLensEarliestMs = 788_918_400_000;

    private const double RatingMax = 10;

    /// <summary>Share of the rows that must fit.</summary>
    private const double FittingMin = 0.9;

    /// <summary>What a known file without a header holds.</summary>
    /// <param name="Format">Its name on a command line.</param>
    /// <param name="Layout">Where each column stands.</param>
    /// <param name="Only">What every row is; null where a column says it or all are views.</param>
    public sealed record Found(ClickFileFormat Format, ColumnLayout Layout, EventType? Only = null);

    /// <summary>The form of the rows; null when it cannot be told.</summary>
    /// <param name="rows">The first rows of the file, at least one.</param>
    /// <param name="earliestMs">An earlier time is none, Unix milliseconds.</param>
    public static Found? Find(IReadOnlyList<string[]> rows, long earliestMs)
    {
        var columns = rows[0].Length;
        var movieLensMs = Math.Min(earliestMs, MovieLensEarliestMs);
        if (columns == 4 && All(rows, 2, IsRating) && AllTimes(rows, 3, movieLensMs))
        {
            return Of(ClickFileFormat.MovieLens, columns);
        }

        if (columns == 5 && All(rows, 3, IsBehaviour) && AllTimes(rows, 4, earliestMs))
        {
            return Of(ClickFileFormat.Taobao, columns);
        }

        if (columns is 4 or 5 && rows[0][1].Contains(':') && AllTimes(rows, 1, earliestMs))
        {
            return Of(ClickFileFormat.Yoochoose, columns);
        }

        return columns >= 3 && AllTimes(rows, 2, earliestMs)
            ? Of(ClickFileFormat.Sessions, columns)
            : null;
    }

    /// <summary>The columns of a known form.</summary>
    /// <param name="format">A form without a header.</param>
    /// <param name="columns">Columns of the file.</param>
    public static Found Of(ClickFileFormat format, int columns) => format switch
    {
        ClickFileFormat.MovieLens => new Found(
            format, ColumnLayout.At((Column.User, 0), (Column.Item, 1), (Column.Time, 3))),
        ClickFileFormat.Taobao => new Found(
            format,
            ColumnLayout.At((Column.User, 0), (Column.Item, 1), (Column.Category, 2), (Column.Event, 3), (Column.Time, 4))),
        ClickFileFormat.Yoochoose when columns == 5 => new Found(
            format,
            ColumnLayout.At((Column.Session, 0), (Column.Time, 1), (Column.Item, 2), (Column.Price, 3)),
            EventType.Purchase),
        ClickFileFormat.Yoochoose => new Found(
            format, ColumnLayout.At((Column.Session, 0), (Column.Time, 1), (Column.Item, 2), (Column.Category, 3))),
        _ when columns == 2 => new Found(format, ColumnLayout.At((Column.Session, 0), (Column.Item, 1))),
        _ => new Found(format, ColumnLayout.At((Column.Session, 0), (Column.Item, 1), (Column.Time, 2))),
    };

    /// <summary>Whether the first row fits, and of the others that say something all but a few, which are damaged.</summary>
    private static bool All(IReadOnlyList<string[]> rows, int column, Func<string, bool> fits)
    {
        var (filled, fitting) = (0, 0);
        foreach (var row in rows)
        {
            var text = column < row.Length ? row[column] : "";
            filled += MissingWords.IsMissing(text) ? 0 : 1;
            fitting += !MissingWords.IsMissing(text) && fits(text) ? 1 : 0;
        }

        return fits(rows[0].ElementAtOrDefault(column) ?? "") && fitting >= FittingMin * filled;
    }

    /// <summary>Whether a column is the time: a time in the first row, and times or nothing below it.</summary>
    public static bool AllTimes(IReadOnlyList<string[]> rows, int column, long earliestMs) =>
        IsTime(rows[0].ElementAtOrDefault(column) ?? "", earliestMs)
        && All(rows, column, text => IsTime(text, earliestMs) || ClickTime.IsNone(text));

    private static bool IsTime(string text, long earliestMs) => TimeColumn.IsTime(text, earliestMs, out _, out _);

    private static bool IsRating(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        && value is >= 0 and <= RatingMax && value * 2 == Math.Floor(value * 2);

    private static bool IsBehaviour(string text) => text is "pv" or "buy" or "cart" or "fav";
}
