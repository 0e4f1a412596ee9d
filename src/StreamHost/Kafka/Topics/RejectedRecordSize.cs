using System.Buffers.Text;
using StreamReco.Stages;

namespace StreamReco.StreamHost.Kafka.Topics;

/// <summary>The largest record that the rejected topic has to take.</summary>
internal static class RejectedRecordSize
{
    /// <summary>
    /// A key is kept as it came: no larger than the largest record of a topic with Kafka's default bound.
    /// </summary>
    private const int KeyBytesMax = 1024 * 1024;

    /// <summary>
    /// Everything of the record but payload and key, with room to spare: reasons, origin, version, framing.
    /// </summary>
    private const int EnvelopeBytesMax = 64 * 1024;

    /// <summary>Bytes for <c>max.message.bytes</c>; the payload stands in the record as base64.</summary>
    public static int BytesMax(LimitOptions limits) =>
        Base64.GetMaxEncodedToUtf8Length(limits.RejectedPayloadBytesMax) + KeyBytesMax + EnvelopeBytesMax;
}
