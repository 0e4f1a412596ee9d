using System.Text;
using StreamReco.Stages.Batches;
using StreamReco.Stages.DataQuality;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Records;
using StreamReco.Stages.Serving;
using StreamReco.Stages.Setup;
using StreamReco.Stages.Verdicts;

namespace StreamReco.Stages.Recommendations;

/// <summary>Re-ranks and encodes what a micro-batch emits. One instance a shard, one batch at a time.</summary>
public sealed class RecommendStage(ShardParts parts, string componentVersion) : IDisposable
{
    /// <summary>The variant of all answers of the stream; the arms of experiments stand in a field of their own.</summary>
    public const string DefaultVariant = "A";

    /// <summary>The variant of answers to who asks outside of the log: it is none of those in the topic.</summary>
    public const string DirectVariant = "api";

    private readonly RejectedEncoder _rejected =
        new(
            parts.Shard, componentVersion, parts.RejectedPayloadBytesMax, parts.Time,
            Pseudonymizer.Open(parts.Options.Privacy), parts.Emission, parts.AreForwarded);

    private readonly SharedPool<OutboundBuffer> _buffers = NewPool();
    private readonly string _rules = RulesVersion.Of(parts.Options);
    private ModelAnswers? _answers;

    public EncodedBatch Run(FoldedBatch batch)
    {
        var output = _buffers.Rent();
        var records = output.Records;
        var erased = 0;
        for (var i = 0; i < batch.Answers.Count; i++)
        {
            AddTombstones(batch.Erased, i, ref erased, records);
            var request = batch.Answers[i];
            records.Add(AnswersOf(request.Model).Encode(request, output.Bytes));
            output.ReceivedMs.Add(request.ReceivedMs);
        }

        AddTombstones(batch.Erased, batch.Answers.Count, ref erased, records);
        for (var i = 0; i < batch.Rejected.Count; i++)
        {
            _rejected.Encode(batch.Rejected[i], records);
        }

        if (batch.Verdicts is { } verdicts)
        {
            var value = new VerdictRecord(parts.Shard.Partition, verdicts, _rules).ToBytes();
            records.Add(new OutboundRecord(OutboundTopic.Verdicts, Key: null, value));
        }

        for (var i = 0; parts.WritesAlerts && i < batch.Alerts.Count; i++)
        {
            records.Add(QualityAlertEncoder.Encode(batch.Alerts[i], parts.Shard));
        }

        _answers?.Model.Requests.Return(batch.Answers);
        return new EncodedBatch(batch, records, batch.Answers.Count, output.ReceivedMs) { Memory = output };
    }

    private static SharedPool<OutboundBuffer> NewPool()
    {
        SharedPool<OutboundBuffer>? pool = null;
        return pool = new SharedPool<OutboundBuffer>(() => new OutboundBuffer(pool!));
    }

    private void AddTombstones(
        IReadOnlyList<ErasedUser> users, int answersBefore, ref int done, List<OutboundRecord> records)
    {
        for (; done < users.Count && users[done].AnswersBefore <= answersBefore; done++)
        {
            _answers?.Meter?.Forget(users[done].UserId);
            var key = Encoding.UTF8.GetBytes(users[done].UserId);
            records.Add(new OutboundRecord(OutboundTopic.Recommendations, key, Value: null));
        }
    }

    public void Dispose() => _rejected.Dispose();

    /// <summary>Requests come in the order of the log: once a model has followed another, the other is over.</summary>
    private ModelAnswers AnswersOf(ShardModel model)
    {
        if (_answers is null || !ReferenceEquals(_answers.Model, model))
        {
            _answers = new ModelAnswers(model, parts);
        }

        return _answers;
    }

    /// <summary>What makes answers of one model's candidates.</summary>
    private sealed class ModelAnswers(ShardModel model, ShardParts parts)
    {
        private readonly RerankStages _rerank = new(model, parts);
        private readonly RecommendationEncoder _encoder =
            new(parts.Shard, model.Artifact.Manifest, parts.Rules, DefaultVariant, parts.Time, parts.Emission);

        public ShardModel Model => model;

        /// <summary>Judges these answers by the next click; null for none.</summary>
        public NextClickMeter? Meter { get; } = parts.Quality is null ? null : new(
            parts.Quality, model.Artifact, parts.Rules[parts.Rules.Seen].Policy == SeenPolicy.Exclude,
            parts.Options.Rerank.Items, parts.Options.Limits.QualityUsersMax);

        public OutboundRecord Encode(RecommendationRequest request, ByteBuffer output)
        {
            var rerank = _rerank.Of(request);
            var ranked = rerank.Rank(request);
            Meter?.Observe(request, ranked);
            return _encoder.Encode(request, ranked, rerank.Trace, output);
        }
    }
}
