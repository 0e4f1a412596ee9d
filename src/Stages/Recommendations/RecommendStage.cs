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
    private readonly ModelCache<ModelAnswers> _answers = new(model => new ModelAnswers(model, parts));
    private AnswerLists? _lists;

    public EncodedBatch Run(FoldedBatch batch)
    {
        var output = _buffers.Rent();
        var records = output.Records;
        var (erased, beside) = (0, 0);
        for (var i = 0; i < batch.Answers.Count; i++)
        {
            AddTombstones(batch.Erased, i, ref erased, records);
            if (batch.Answers[i] is { IsBeside: false } request)
            {
                records.Add(Encode(request, output.Bytes));
                output.ReceivedMs.Add(request.ReceivedMs);
            }
            else
            {
                beside++;
            }
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

        records.AddRange(batch.Told);
        RequestPool.ReturnAll(batch.Answers);
        return new EncodedBatch(batch, records, batch.Answers.Count - beside, output.ReceivedMs) { Memory = output };
    }

    private OutboundRecord Encode(RecommendationRequest request, ByteBuffer output)
    {
        _lists ??= new AnswerLists(model => _answers.Of(model).Rerank);
        var list = _lists.Make(request, parts.Options.Rerank.Items);
        request.Code = list.CodeOf(0, list.Items.Count);
        return _answers.Of(request.Model).Encode(request, list, output);
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
            foreach (var answers in _answers.Held)
            {
                answers.Meter?.Forget(users[done].UserId);
            }

            var key = Encoding.UTF8.GetBytes(users[done].UserId);
            records.Add(new OutboundRecord(OutboundTopic.Recommendations, key, Value: null));
        }
    }

    public void Dispose() => _rejected.Dispose();

    /// <summary>What makes answers of one model's candidates.</summary>
    private sealed class ModelAnswers(ShardModel model, ShardParts parts)
    {
        private readonly RecommendationEncoder _encoder =
            new(parts.Shard, model.Artifact.Manifest, parts.Rules, DefaultVariant, parts.Time, parts.Emission);

        /// <summary>Judges these answers by the next click; null for none.</summary>
        public NextClickMeter? Meter { get; } = parts.Quality is null ? null : new(
            parts.Quality, model.Artifact, parts.Rules[parts.Rules.Seen].Policy == SeenPolicy.Exclude,
            parts.Options.Rerank.Items, parts.Options.Limits.QualityUsersMax);

        /// <summary>Re-ranks them.</summary>
        public RerankStages Rerank { get; } = new(model, parts);

        public OutboundRecord Encode(RecommendationRequest request, AnswerList list, ByteBuffer output)
        {
            Meter?.Observe(request, list.Items);
            return _encoder.Encode(request, list.Items, list.Trace, output);
        }
    }
}
