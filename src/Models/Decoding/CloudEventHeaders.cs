using StreamReco.Models.Events;
using StreamReco.Models.Text;

namespace StreamReco.Models.Decoding;

/// <summary>The envelope of a binary CloudEvent, which stands in the headers of its record.</summary>
internal static class CloudEventHeaders
{
    /// <summary>Whether one of them is there.</summary>
    public static bool AreIn(IReadOnlyList<KeyValuePair<string, byte[]>>? headers)
    {
        for (var i = 0; headers is not null && i < headers.Count; i++)
        {
            if (headers[i].Key.StartsWith("ce_", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    public static void Read(
        IReadOnlyList<KeyValuePair<string, byte[]>>? headers, FieldReader reader, EventFields fields, TypeReader types)
    {
        for (var i = 0; headers is not null && i < headers.Count; i++)
        {
            var (name, bytes) = headers[i];
            switch (name)
            {
                case "ce_id":
                    fields.TakeEventId(reader.Transcode(bytes), Place.Headers.Rank, isBare: true);
                    break;
                case "ce_source":
                    fields.IsCloudEvent = true;
                    fields.TakeSource(reader.Transcode(bytes), Place.Headers.Level);
                    break;
                case "ce_type" when reader.Transcode(bytes) is { IsEmpty: false } type && !MissingWords.IsMissing(type):
                    types.Take(Place.Headers.Scope, NamedField.BareType, type);
                    break;
                case "ce_time" when EventTimeText.TryParse((ReadOnlySpan<byte>)bytes, out var timeMs, out _):
                    fields.TakeTime(timeMs, Place.Headers.Rank);
                    break;
                default:
                    break;
            }
        }
    }
}
