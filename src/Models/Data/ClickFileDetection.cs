namespace StreamReco.Models.Data;

/// <summary>Finds out how a file is written: by its first bytes, its first line, then its name.</summary>
public static class ClickFileDetection
{
    private static ReadOnlySpan<byte> ParquetMagic => "PAR1"u8;

    /// <summary>How a file is written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="given">
    /// What the person says, or null. What cannot be otherwise is corrected: Parquet is no text, and OTTO's sessions are JSON
    /// lines of their own kind.
    /// </param>
    /// <exception cref="DataFileException">The file cannot be opened, or is no text and not Parquet.</exception>
    public static ClickFileFormat FormatOf(string path, ClickFileFormat? given)
    {
        if ((given is null or ClickFileFormat.Parquet) && Directory.Exists(path))
        {
            return IsParquetFolder(path)
                ? throw new DataFileException($"{path}: the folder holds Parquet files; name the files in it.")
                : ClickFileFormat.Eshop;
        }

        if (given is not (null or ClickFileFormat.Eshop) && Directory.Exists(path))
        {
            throw new DataFileException($"'{path}' is a folder; --format {ClickFileFormats.NameOf(given.Value)} is read from a file: name a file in it.");
        }

        if (given is not (null or ClickFileFormat.Csv or ClickFileFormat.Sessions or ClickFileFormat.Ndjson))
        {
            return given.Value;
        }

        if (IsParquet(path))
        {
            return ClickFileFormat.Parquet;
        }

        var found = ByFirstLine(path);
        return given switch
        {
            null => found ?? ByName(path),
            ClickFileFormat.Ndjson when found == ClickFileFormat.Otto => ClickFileFormat.Otto,
            _ => given.Value,
        };
    }

    private static ClickFileFormat? ByFirstLine(string path)
    {
        using var lines = LineReader.Open(path);
        try
        {
            if (!lines.TryRead(out var first))
            {
                return null;
            }

            var text = first.Span.TrimStart((byte)' ');
            if (text.StartsWith("[{"u8) || text.SequenceEqual("["u8))
            {
                throw new DataFileException(
                    $"{path}: the file is one JSON array; write an object a line, for example with jq -c '.[]' FILE.");
            }

            return !text.StartsWith("{"u8) ? null
                : text.IndexOf("\"events\""u8) >= 0 && text.IndexOf("\"aid\""u8) >= 0 ? ClickFileFormat.Otto
                : ClickFileFormat.Ndjson;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new DataFileException($"{path}: the file cannot be unpacked ({e.Message}); fetch it again.", e);
        }
    }

    private static ClickFileFormat ByName(string path)
    {
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".csv" or ".tsv" => ClickFileFormat.Csv,
            ".ndjson" or ".jsonl" => ClickFileFormat.Ndjson,
            ".inter" => ClickFileFormat.RecBole,
            _ => ClickFileFormat.Sessions,
        };
    }

    private static bool IsParquetFolder(string path) =>
        !File.Exists(Path.Combine(path, "clicks.csv")) && Directory.EnumerateFiles(path, "*.parquet").Any();

    private static bool IsParquet(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> head = stackalloc byte[ParquetMagic.Length];
            return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length
                && head.SequenceEqual(ParquetMagic);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFileException($"{path}: the file cannot be opened ({e.Message}); check the path.", e);
        }
    }
}
