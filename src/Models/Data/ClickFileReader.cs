namespace StreamReco.Models.Data;

/// <summary>
/// Reads files of historic clicks, plain or gzip'd, as their communities publish them. A line that cannot be used is
/// counted with its reason and passed over; memory grows with the clicks and the distinct ids.
/// </summary>
public static class ClickFileReader
{
    private const int CancellationLines = 4096;

    /// <summary>Reads the whole file.</summary>
    /// <param name="path">The file; for <see cref="ClickFileFormat.Eshop"/> also the folder that holds clicks.csv.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="map">Names of columns, for formats with names; null: the usual names.</param>
    /// <param name="ct">Ends the reading between lines.</param>
    /// <exception cref="DataFileException">No such file, another format, or no usable line.</exception>
    public static ClickDataset Read(
        string path, ClickFileFormat format, ColumnMap? map = null, CancellationToken ct = default)
    {
        if (format == ClickFileFormat.Eshop && Directory.Exists(path))
        {
            path = Path.Combine(path, "clicks.csv");
        }

        var clicks = new ClickCollector();
        if (format == ClickFileFormat.Eshop)
        {
            ReadProducts(path, clicks, ct);
        }

        ReadLines(path, ParserOf(path, format, map, clicks), clicks, ct);
        return clicks.Count > 0
            ? clicks.Build(ct)
            : throw new DataFileException(
                $"{path}: no line can be used as {ClickFileFormats.NameOf(format)} ({clicks.WhyNothing}); set --format "
                + $"to one of {string.Join(", ", ClickFileFormats.Names)}, or --columns.");
    }

    private static ILineParser ParserOf(string path, ClickFileFormat format, ColumnMap? map, ClickCollector clicks)
    {
        if (map is not null && format is ClickFileFormat.Eshop or ClickFileFormat.SessionLines or ClickFileFormat.UserLines
            && map != ColumnMap.Usual)
        {
            throw new DataFileException(
                $"{path}: --columns has no meaning for --format {ClickFileFormats.NameOf(format)}; leave one of them out.");
        }

        return format switch
        {
            ClickFileFormat.Eshop => new EshopParser(path, clicks),
            ClickFileFormat.Sessions => new DelimitedParser(path, map ?? ColumnMap.Usual, headerNeeded: false, clicks),
            ClickFileFormat.SessionLines => new ItemListParser(userFirst: false, clicks),
            ClickFileFormat.UserLines => new ItemListParser(userFirst: true, clicks),
            ClickFileFormat.Csv => new DelimitedParser(path, map ?? ColumnMap.Usual, headerNeeded: true, clicks),
            ClickFileFormat.Ndjson => new NdjsonParser(map ?? ColumnMap.Usual, clicks),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not a format of click files."),
        };
    }

    private static void ReadProducts(string clicksPath, ClickCollector clicks, CancellationToken ct)
    {
        var path = Path.Combine(Path.GetDirectoryName(clicksPath) ?? string.Empty, "products.csv");
        if (File.Exists(path))
        {
            ReadLines(path, new EshopProductsParser(clicks), clicks, ct);
        }
    }

    private static void ReadLines(string path, ILineParser parser, ClickCollector clicks, CancellationToken ct)
    {
        using var lines = LineReader.Open(path);
        try
        {
            while (lines.TryRead(out var line))
            {
                parser.Parse(line);
                if (lines.LineNumber % CancellationLines == 0)
                {
                    ct.ThrowIfCancellationRequested();
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new DataFileException(
                $"{path}: the file breaks off after line {lines.LineNumber} ({e.Message}); fetch it again.", e);
        }

        if (lines.OversizedLines > 0)
        {
            clicks.Skip("longer than 1 MiB", lines.OversizedLines);
        }
    }
}
