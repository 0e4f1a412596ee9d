using Confluent.Kafka;

namespace StreamReco.StreamHost.Kafka.Catalog;

/// <summary>
/// Tells when a topic has been read up to given ends. The last offset of a partition may be a transaction's marker or a
/// record that compaction took: then the client's word that the partition has ended counts.
/// </summary>
internal sealed class CatalogLoadProgress
{
    private readonly Dictionary<TopicPartition, WatermarkOffsets> _open;

    /// <param name="ends">First offset and the one behind the last, per partition.</param>
    public CatalogLoadProgress(IReadOnlyDictionary<TopicPartition, WatermarkOffsets> ends) =>
        _open = ends.Where(end => end.Value.High > end.Value.Low).ToDictionary(end => end.Key, end => end.Value);

    public bool IsReached => _open.Count == 0;

    /// <summary>Offsets in front of the ends; compaction may have emptied some.</summary>
    public long OffsetsLeft => _open.Values.Sum(end => end.High.Value - end.Low.Value);

    /// <summary>Takes a record, or the end of a partition, into account.</summary>
    public void See(ConsumeResult<byte[]?, byte[]?> result)
    {
        if (!_open.TryGetValue(result.TopicPartition, out var end))
        {
            return;
        }

        if (result.IsPartitionEOF || result.Offset + 1 >= end.High)
        {
            _open.Remove(result.TopicPartition);
        }
        else
        {
            _open[result.TopicPartition] = new WatermarkOffsets(result.Offset + 1, end.High);
        }
    }
}
