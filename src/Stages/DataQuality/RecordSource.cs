using StreamReco.Stages.Records;

namespace StreamReco.Stages.DataQuality;

/// <summary>Where a record comes from, by its headers.</summary>
public static class RecordSource
{
    /// <summary>The header that names the source.</summary>
    public const string Header = "streamreco-source";

    private const string CloudEventHeader = "ce_source";

    /// <returns>The source's name, UTF-8: of <see cref="Header"/>, else of a CloudEvent, else <c>unknown</c>.</returns>
    public static ReadOnlySpan<byte> Of(in LogRecord record)
    {
        byte[]? found = null;
        for (var i = 0; record.Headers is not null && i < record.Headers.Count; i++)
        {
            var (name, value) = record.Headers[i];
            if (name == Header)
            {
                return value;
            }

            found ??= name == CloudEventHeader ? value : null;
        }

        return found is null ? "unknown"u8 : found;
    }
}
