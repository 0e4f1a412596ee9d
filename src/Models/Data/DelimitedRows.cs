using nietras.SeparatedValues;

namespace StreamReco.Models.Data;

/// <summary>The rows of a delimited file: made strict by <see cref="RecordReader"/>, split by Sep.</summary>
internal static class DelimitedRows
{
    private const int CancellationRows = 4096;

    /// <summary>Hands every row to the parser, then tells it of the end.</summary>
    public static void Read(LineReader lines, RowParser parser, ClickCollector clicks, CancellationToken ct)
    {
        using var records = new RecordReader(lines, clicks);
        var delimiter = records.Begin();
        using var rows = Sep.New(delimiter.Between)
            .Reader(options => options with { HasHeader = false, Unescape = true, DisableColCountCheck = true })
            .From(records);
        var count = 0L;
        foreach (var row in rows)
        {
            if (++count % CancellationRows == 0)
            {
                ct.ThrowIfCancellationRequested();
            }

            parser.Parse(new SepFields(row));
        }

        parser.Finish();
    }
}
