using System.Text;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Records;
using StreamReco.Stages.Shards;

namespace StreamReco.Stages.Answers;

/// <summary>Re-ranks and encodes what a micro-batch emits. One instance a shard, one batch at a time.</summary>
public sealed class AnswerStage(ShardParts parts, string componentVersion) : IDisposable
{
    /// <summary>The variant of answers while no experiment runs.</summary>
    public const string DefaultVariant = "A";

    private readonly RerankStage _rerank = new(parts.Options.Rerank, parts.Rules, parts.Model, parts.Catalog);
    private readonly AnswerEncoder _answers =
        new(parts.Shard, parts.Model.Manifest, parts.Rules, DefaultVariant, parts.Time, parts.Emission);
    private readonly RejectedEncoder _rejected =
        new(
            parts.Shard, componentVersion, parts.Options.Limits.RejectedPayloadBytesMax, parts.Time,
            Pseudonymizer.Open(parts.Options.Privacy), parts.Emission, parts.AreCarried);

    public EncodedBatch Run(FoldedBatch batch)
    {
        var records = new List<OutboundRecord>(batch.Answers.Count + batch.Rejected.Count);
        var received = new long[batch.Answers.Count];
        var erased = 0;
        for (var i = 0; i < batch.Answers.Count; i++)
        {
            AddTombstones(batch.Erased, i, ref erased, records);
            var ticket = batch.Answers[i];
            records.Add(_answers.Encode(ticket, _rerank.Rank(ticket), _rerank.Trace));
            received[i] = ticket.ReceivedMs;
        }

        AddTombstones(batch.Erased, batch.Answers.Count, ref erased, records);
        foreach (var rejected in batch.Rejected)
        {
            _rejected.Encode(rejected, records);
        }

        parts.Tickets.Return(batch.Answers);
        return new EncodedBatch(batch, records, received.Length, received);
    }

    private static void AddTombstones(
        IReadOnlyList<ErasedUser> users, int answersBefore, ref int done, List<OutboundRecord> records)
    {
        for (; done < users.Count && users[done].AnswersBefore <= answersBefore; done++)
        {
            var key = Encoding.UTF8.GetBytes(users[done].UserId);
            records.Add(new OutboundRecord(OutboundTopic.Recommendations, key, Value: null));
        }
    }

    public void Dispose() => _rejected.Dispose();
}
