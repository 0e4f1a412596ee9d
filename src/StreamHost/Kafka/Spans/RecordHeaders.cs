using Confluent.Kafka;

namespace StreamReco.StreamHost.Kafka.Spans;

/// <summary>Takes a record's headers over, where it has any.</summary>
internal static class RecordHeaders
{
    public static IReadOnlyList<KeyValuePair<string, byte[]>>? Of(Message<byte[]?, byte[]?> message)
    {
        if (message.Headers is not { Count: > 0 } headers)
        {
            return null;
        }

        var copied = new KeyValuePair<string, byte[]>[headers.Count];
        for (var i = 0; i < copied.Length; i++)
        {
            copied[i] = KeyValuePair.Create(headers[i].Key, headers[i].GetValueBytes() ?? []);
        }

        return copied;
    }
}
