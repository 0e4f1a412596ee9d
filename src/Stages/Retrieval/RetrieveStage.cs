using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval.Live;
using StreamReco.Stages.Batches;
using StreamReco.Stages.State;

namespace StreamReco.Stages.Retrieval;

/// <summary>
/// Candidates for models with a stack: takes the batch's interactions into the shard's live sources and gathers and
/// describes the candidates of the answers between them, in the order of the log, so that each is a function of the log up
/// to its click. Who has no history that the model knows gets no candidates: no ranker has learned from nothing. The
/// single writer of the live sources, whose bytes it adds to the snapshots of the fold. Without a stack it does nothing.
/// One batch at a time.
/// </summary>
public sealed class RetrieveStage
{
    private readonly ScoreOptions _options;
    private readonly HistoryQuery _query;
    private readonly ArmRetrievers _arms;
    private ReadOnlyMemory<byte> _stored;
    private ShardRetriever? _retriever;
    private ShardRetriever? _guest;
    private long _guestSaw;
    private long _seen;
    private int _observed;

    /// <param name="options">Bounds of live sources and answers.</param>
    /// <param name="stored">The live sources' bytes as the shard's state had them; empty for none.</param>
    /// <param name="storedOfArms">The same of models that arms of experiments answer by, by version; null for none.</param>
    public RetrieveStage(
        PipelineOptions options, ReadOnlyMemory<byte> stored, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? storedOfArms = null)
    {
        _arms = new ArmRetrievers(options.Score, storedOfArms ?? new Dictionary<string, ReadOnlyMemory<byte>>());
        _options = options.Score;
        _query = new HistoryQuery(options.UserState.RecentItemsMax);
        _stored = stored;
    }

    /// <summary>Fills <see cref="RecommendationRequest.Ranking"/> of the batch's answers, and completes its snapshot.</summary>
    public FoldedBatch Run(FoldedBatch batch)
    {
        _observed = 0;
        for (var i = 0; i < batch.Answers.Count; i++)
        {
            if (batch.Answers[i].Model.Artifact.Stack is { } stack)
            {
                Observe(batch.Applied, i);
                Gather(Of(batch.Answers[i].Model, stack), stack, batch.Answers[i]);
            }
        }

        Observe(batch.Applied, answers: int.MaxValue);
        return batch.Snapshot is { } snapshot ? batch with { Snapshot = Complete(snapshot) } : batch;
    }

    /// <summary>
    /// Gathers the candidates of who asks outside of the log, as of what the shard has seen so far, and leaves no trace: in
    /// a turn of the shard's loop, between two batches.
    /// </summary>
    public FoldedBatch Query(FoldedBatch question)
    {
        foreach (var request in question.Answers)
        {
            if (request.Model.Artifact.Stack is { } stack)
            {
                Gather(AskedOf(request.Model, stack), stack, request);
            }
        }

        return question;
    }

    /// <summary>The clicks that live sources keep of a user, the oldest session first; in a turn of the shard's loop, between two batches.</summary>
    public IReadOnlyList<KeptClick> ClicksOf(string userId)
    {
        var key = LiveSession.UserKeyOf(userId);
        var own = _retriever is not null ? _retriever.ClicksOf(key) : ClicksOf(_stored, userId, _options);
        return _arms.ClicksOf(key) is { Count: > 0 } ofArms ? [.. own, .. ofArms.Except(own)] : own;
    }

    /// <summary>The clicks that stored live sources keep of a user, the oldest session first.</summary>
    /// <param name="stored">The sources' bytes as the shard's state has them; empty for none.</param>
    /// <param name="userId">The user.</param>
    /// <param name="options">Bounds of live sources.</param>
    public static IReadOnlyList<KeptClick> ClicksOf(ReadOnlyMemory<byte> stored, string userId, ScoreOptions options) =>
        stored.IsEmpty ? [] : StoredLiveClicks.ClicksOf(stored.Span, LiveSession.UserKeyOf(userId), options.LiveBounds());

    /// <summary>An arm's model is there again after a recovery, before the first batch.</summary>
    public void Reopen(ShardModel arm) => _arms.Reopen(arm);

    /// <summary>Adds the live sources to a snapshot of the fold; only when all its batches have passed here.</summary>
    public CapturedSnapshot Complete(CapturedSnapshot snapshot)
    {
        var state = snapshot.Delta.State;
        state = Seen is { IsEmpty: false } live ? ShardState.WithLive(state.Span, live.Span) : state;
        state = _arms.ToBytes() is { Count: > 0 } ofArms ? ShardState.WithArmLive(state.Span, ofArms) : state;
        return snapshot with { Delta = snapshot.Delta with { State = state } };
    }

    /// <summary>What the shard has seen so far, in its durable form; empty for nothing.</summary>
    private ReadOnlyMemory<byte> Seen => _retriever?.ToBytes() ?? _stored;

    private void Gather(ShardRetriever retriever, TwoStageModel stack, RecommendationRequest request)
    {
        _query.Fill(request, stack);
        retriever.Gather(_query.Query, request);
    }

    /// <summary>Takes in what stands before an answer: interactions, its own click among them, changes of model, erasures.</summary>
    private void Observe(LiveUpdates? applied, int answers)
    {
        for (; applied is not null && _observed < applied.Count && applied[_observed].AnswersBefore <= answers; _observed++)
        {
            var entry = applied[_observed];
            _seen++;
            if (entry.Erased != 0)
            {
                Forget(entry.Erased);
            }
            else if (entry.Step != ArmStep.None)
            {
                MoveArm(entry.Step, entry.Model!, entry.ChangedFrom!);
            }
            else if (entry.ChangedFrom is { } from)
            {
                Change(from, entry.Model!);
            }
            else
            {
                Of(entry.Model!, entry.Model!.Artifact.Stack!).Live!.Observe(entry.Click, applied.Before(entry));
            }
        }
    }

    /// <summary>Takes a user out of what the shard has seen, whether or not a model has it open.</summary>
    private void Forget(ulong userKey)
    {
        _arms.Forget(userKey);
        if (_retriever is not null)
        {
            _retriever.Forget(userKey);
        }
        else if (!_stored.IsEmpty)
        {
            _stored = StoredLiveClicks.Without(_stored.Span, userKey, _options.LiveBounds());
        }
    }

    /// <summary>A model of an arm begins with what the active one has seen, and takes in the same from there on.</summary>
    private void MoveArm(ArmStep step, ShardModel arm, ShardModel active)
    {
        if (step == ArmStep.Went)
        {
            _arms.Close(arm);
            return;
        }

        if (active.Artifact.Stack is { } stack)
        {
            Use(active, stack); // as a change of model does: when the model forgets items is the log's to say
        }

        _arms.Open(arm, Seen.Span);
    }

    /// <summary>
    /// What the shard has seen goes through each model that the log names, also where it answers nothing: a model forgets
    /// the items that it does not know, and a silent replay has to forget them too.
    /// </summary>
    private void Change(ShardModel from, ShardModel to)
    {
        foreach (var model in (ReadOnlySpan<ShardModel>)[from, to])
        {
            if (model.Artifact.Stack is { } stack)
            {
                Use(model, stack);
            }
        }
    }

    /// <summary>The retriever of an arm's model, or of the active one.</summary>
    private ShardRetriever Of(ShardModel model, TwoStageModel stack) => _arms.Find(model) ?? Use(model, stack);

    /// <summary>The retriever of a model; what the shard has seen goes over from the model before, by item.</summary>
    private ShardRetriever Use(ShardModel model, TwoStageModel stack)
    {
        if (_retriever is null || !ReferenceEquals(_retriever.Model, model))
        {
            _stored = _retriever?.ToBytes() ?? _stored;
            _retriever = new ShardRetriever(model, stack, _options, _stored.Span);
            _guest = null;
        }

        return _retriever;
    }

    /// <summary>
    /// The retriever for a question: the shard's own where that has the model open; else one over a copy of what the
    /// shard has seen. To open a model is to forget what it does not know, and when that happens is the log's to say.
    /// </summary>
    private ShardRetriever AskedOf(ShardModel model, TwoStageModel stack)
    {
        if (_arms.Find(model) is { } arm)
        {
            return arm;
        }

        if (_retriever is not null && ReferenceEquals(_retriever.Model, model))
        {
            return _retriever;
        }

        if (_guest is null || !ReferenceEquals(_guest.Model, model) || _guestSaw != _seen)
        {
            _guest = new ShardRetriever(model, stack, _options, Seen.Span);
            _guestSaw = _seen;
        }

        return _guest;
    }
}
