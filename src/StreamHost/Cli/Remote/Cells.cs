using Spectre.Console;

namespace StreamReco.StreamHost.Cli.Remote;

/// <summary>Tables and values as the remote commands write them: no frames, numbers to the right, a dash for what is not known.</summary>
internal static class Cells
{
    private const string None = "-";

    /// <param name="columns">Names; one that begins with &gt; is written to the right.</param>
    public static Table Table(params ReadOnlySpan<string> columns)
    {
        var table = new Table().Border(TableBorder.None);
        foreach (var column in columns)
        {
            table.AddColumn(column[0] == '>' ? new TableColumn(column[1..]).RightAligned() : new TableColumn(column));
        }

        return table;
    }

    public static string Number(double? value) => value is { } number ? $"{number:N0}" : None;

    /// <summary>Something a second; a slow flow is not none.</summary>
    public static string Rate(double perSecond) => perSecond is > 0 and < 9.95 ? $"{perSecond:0.0}" : $"{perSecond:N0}";

    public static string Text(string? text) => string.IsNullOrEmpty(text) ? None : Markup.Escape(text);

    public static string Time(DateTimeOffset? time) => time is { } at ? $"{at.UtcDateTime:yyyy-MM-dd HH:mm:ss}" : None;

    /// <summary>A latency for people.</summary>
    public static string Millis(double ms) => ms < 1_000 ? $"{ms:0.0} ms" : Seconds(ms / 1_000);

    /// <summary>A duration for people.</summary>
    public static string Seconds(double? seconds) => seconds switch
    {
        null => None,
        < 10 => $"{seconds:0.0} s",
        < 120 => $"{seconds:0} s",
        < 7_200 => $"{seconds / 60:0} min",
        _ => $"{seconds / 3_600:0.0} h",
    };

    /// <summary>Numbers as ranges: 0-3, 7.</summary>
    public static string Ranges(IReadOnlyList<int> numbers)
    {
        if (numbers.Count == 0)
        {
            return None;
        }

        var parts = new List<string>();
        for (var i = 0; i < numbers.Count; i++)
        {
            var first = numbers[i];
            while (i + 1 < numbers.Count && numbers[i + 1] == numbers[i] + 1)
            {
                i++;
            }

            parts.Add(first == numbers[i] ? $"{first}" : $"{first}-{numbers[i]}");
        }

        return string.Join(", ", parts);
    }
}
