using StreamReco.Models.Events;

namespace StreamReco.Models.Data;

/// <summary>What must be known of a file's columns before its rows are read.</summary>
internal static class ColumnQuestions
{
    /// <exception cref="DataFileException">A column is named that is not there, or one that is needed cannot be told.</exception>
    public static void Check(string path, ColumnLayout layout, string[] firstRow, string? missing)
    {
        if (missing is not null)
        {
            throw new DataFileException(
                $"{path}, line 1: --columns names '{missing}', but the first row is '{string.Join(", ", firstRow)}'.")
            { IsOption = true };
        }

        if (!layout.Has(Column.Item))
        {
            throw CannotTell(path, "item", firstRow);
        }

        if (!layout.Has(Column.User) && !layout.Has(Column.Session))
        {
            throw CannotTell(path, "user or the session", firstRow);
        }
    }

    /// <summary>The error of a column that cannot be told.</summary>
    /// <param name="path">The file.</param>
    /// <param name="column">What the column would be.</param>
    /// <param name="firstRow">The first row of the file.</param>
    public static DataFileException CannotTell(string path, string column, string[] firstRow) => new(
        $"{path}, line 1: cannot tell which column is the {column}; the first row is '{string.Join(", ", firstRow)}'. Give the "
        + "columns by number or name, for example --columns user=1,item=2,time=4 or --columns user=NAME,item=NAME,time=NAME, or "
        + "set another --format.");

    /// <summary>What the names of the columns say of the ways of a known data set.</summary>
    public static void Prepare(ColumnLayout layout, ClickCollector clicks)
    {
        if (layout.HasName("movieid"))
        {
            clicks.EarliestMs = Math.Min(clicks.EarliestMs, HeadlessShape.MovieLensEarliestMs);
        }

        if (layout.HasName("behaviortype"))
        {
            // Tianchi's mobile data; the numbers mean nothing in other files.
            clicks.Events = clicks.Events.Below(
                ("1", EventType.ViewItem), ("2", EventType.SelectItem), ("3", EventType.AddToCart), ("4", EventType.Purchase));
        }
    }
}
