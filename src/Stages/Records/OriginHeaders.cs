using System.Text;

namespace StreamReco.Stages.Records;

/// <summary>
/// Where a record stood, and under which key, before it was forwarded into the topic by user. Written by
/// <see cref="Shards.RepartitionStage"/>, which lets none through that the shop may have sent.
/// </summary>
public static class OriginHeaders
{
    /// <summary>A <see cref="RecordOrigin"/> as text.</summary>
    public const string Origin = "streamreco-origin";

    /// <summary>The key as it came; missing where there was none.</summary>
    public const string Key = "streamreco-origin-key";

    /// <summary>Whether a header is one that only the pipeline writes on a click that it carries.</summary>
    public static bool IsOne(string name) => name is Origin or Key or ControlHeaders.Forwarded or ControlHeaders.ForwardedTwice;

    /// <summary>Names an origin, and the key as it came there.</summary>
    public static void Add(List<KeyValuePair<string, byte[]>> headers, RecordOrigin origin, byte[]? key)
    {
        headers.Add(KeyValuePair.Create(Origin, Encoding.UTF8.GetBytes(origin.ToString())));
        if (key is not null)
        {
            headers.Add(KeyValuePair.Create(Key, key));
        }
    }

    /// <summary>The record as it stood at its origin, where it names one.</summary>
    public static bool TryRestore(in LogRecord record, out RecordOrigin origin, out LogRecord restored)
    {
        (origin, restored) = (default, record);
        byte[]? key = null;
        RecordOrigin? found = null;
        foreach (var (name, value) in record.Headers ?? [])
        {
            if (name == Origin)
            {
                found = RecordOrigin.TryParse(Encoding.UTF8.GetString(value), out var text) ? text : null;
            }
            else if (name == Key)
            {
                key = value;
            }
        }

        if (found is not { } where)
        {
            return false;
        }

        KeyValuePair<string, byte[]>[] kept = [.. record.Headers!.Where(header => !IsOne(header.Key))];
        origin = where;
        restored = record with { Offset = where.Offset, Key = key, Headers = kept };
        return true;
    }
}
