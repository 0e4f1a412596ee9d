using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using StreamReco.StreamHost.Http.Common;

namespace StreamReco.StreamHost.Http.Api;

/// <summary>Gives events without a time the time of their reception.</summary>
internal static class EventTimes
{
    private const string Field = "timestamp";

    /// <summary>
    /// The event with <c>timestamp</c> as its first field. The other fields keep their bytes: the decoder passes over what it does not
    /// know, also texts that are no Unicode, and a writer would refuse those.
    /// </summary>
    /// <param name="given">The event, an object.</param>
    /// <param name="receivedMs">The time, Unix milliseconds.</param>
    public static byte[] Add(JsonElement given, long receivedMs)
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write(Encoding.ASCII.GetBytes(FormattableString.Invariant($"{{\"{Field}\":{receivedMs}")));
        foreach (var field in given.EnumerateObject().Where(field => JsonTexts.NameOrNull(field) != Field))
        {
            output.Write(",\""u8);
            output.Write(JsonMarshal.GetRawUtf8PropertyName(field));
            output.Write("\":"u8);
            output.Write(JsonMarshal.GetRawUtf8Value(field.Value));
        }

        output.Write("}"u8);
        return output.WrittenSpan.ToArray();
    }
}
