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
        string path, ClickFileFormat format, ColumnMap? map = null, CancellationToken ct = default) =>
        Read(path, new ClickFileSettings { Format = format, Columns = map ?? ColumnMap.Usual }, ct);

    /// <summary>Reads the whole file.</summary>
    /// <param name="path">The file; for <see cref="ClickFileFormat.Eshop"/> also the folder that holds clicks.csv.</param>
    /// <param name="settings">How it is to be read.</param>
    /// <param name="ct">Ends the reading between lines.</param>
    /// <exception cref="DataFileException">No such file, another format, columns that cannot be told, or no usable line.</exception>
    public static ClickDataset Read(string path, ClickFileSettings settings, CancellationToken ct = default)
    {
        var format = ClickFileDetection.FormatOf(path, settings.Format);
        if (format == ClickFileFormat.Eshop && Directory.Exists(path))
        {
            path = ClicksOf(path);
        }

        CheckColumns(path, format, settings.Columns);
        var clicks = new ClickCollector
        {
            Events = settings.Events,
            EarliestMs = settings.EarliestMs,
            Reading = settings.Reading,
        };
        if (format == ClickFileFormat.Eshop)
        {
            ReadProducts(path, clicks, ct);
        }

        ReadAs(path, format, settings.Columns, clicks, ct);
        return clicks.Count > 0
            ? clicks.Build(ct)
            : throw new DataFileException(
                $"{path}: no line can be used as {ClickFileFormats.NameOf(format)} ({clicks.WhyNothing}); set --format "
                + $"to one of {string.Join(", ", ClickFileFormats.Names)}, --columns, or --events where names of events are "
                + "unknown.");
    }

    private static string ClicksOf(string folder)
    {
        var clicks = Path.Combine(folder, "clicks.csv");
        return File.Exists(clicks) ? clicks : throw new DataFileException(
            $"'{folder}' is a folder, which is read as --format {ClickFileFormats.NameOf(ClickFileFormat.Eshop)}; it has no clicks.csv.");
    }

    private static void CheckColumns(string path, ClickFileFormat format, ColumnMap map)
    {
        if (map != ColumnMap.Usual
            && format is ClickFileFormat.Eshop or ClickFileFormat.SessionLines or ClickFileFormat.UserLines
                or ClickFileFormat.Otto or ClickFileFormat.MovieLens or ClickFileFormat.Taobao or ClickFileFormat.Yoochoose)
        {
            throw new DataFileException(
                $"{path}: --columns has no meaning for --format {ClickFileFormats.NameOf(format)}; leave one of them out.")
            { IsOption = true };
        }
    }

    private static void ReadAs(
        string path, ClickFileFormat format, ColumnMap map, ClickCollector clicks, CancellationToken ct)
    {
        switch (format)
        {
            case ClickFileFormat.Parquet:
                new ParquetFile(path, map, clicks).Read(ct);
                break;
            case ClickFileFormat.Eshop:
                ReadRows(path, new EshopParser(path, clicks), clicks, ct);
                break;
            case ClickFileFormat.SessionLines or ClickFileFormat.UserLines:
                ReadLines(path, new ItemListParser(userFirst: format == ClickFileFormat.UserLines, clicks), clicks, ct);
                break;
            case ClickFileFormat.Ndjson:
                ReadLines(path, new NdjsonParser(map, clicks), clicks, ct);
                break;
            case ClickFileFormat.Otto:
                ReadLines(path, new OttoParser(clicks), clicks, ct);
                break;
            default:
                ReadRows(path, new DelimitedParser(path, format, map, clicks), clicks, ct);
                break;
        }
    }

    private static void ReadProducts(string clicksPath, ClickCollector clicks, CancellationToken ct)
    {
        var path = Path.Combine(Path.GetDirectoryName(clicksPath) ?? string.Empty, "products.csv");
        if (File.Exists(path))
        {
            ReadRows(path, new EshopProductsParser(clicks), clicks, ct);
        }
    }

    private static void ReadRows(string path, RowParser parser, ClickCollector clicks, CancellationToken ct) =>
        Read(path, clicks, lines => DelimitedRows.Read(lines, parser, clicks, ct));

    private static void ReadLines(string path, ILineParser parser, ClickCollector clicks, CancellationToken ct) =>
        Read(path, clicks, lines =>
        {
            while (lines.TryRead(out var line))
            {
                parser.Parse(line);
                if (lines.LineNumber % CancellationLines == 0)
                {
                    ct.ThrowIfCancellationRequested();
                }
            }
        });

    private static void Read(string path, ClickCollector clicks, Action<LineReader> read)
    {
        using var lines = LineReader.Open(path);
        try
        {
            read(lines);
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
