using System.Text;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Files;
using StreamReco.Models.Users;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Records;
using StreamReco.Stages.Setup;
using StreamReco.Stages.State;

namespace StreamReco.Stages.Shards;

/// <summary>
/// The fold of a partition for the sake of its experiments: the stages of a node over the log from its beginning, so that arms,
/// propensities and sums are those of the node. Users stay in memory; nothing is scored, stored or committed.
/// </summary>
public sealed class ExperimentReplay
{
    private readonly BatchDecoder _decoder;
    private readonly FoldStage _fold;

    /// <param name="parts">What the stages are made of; answers are folded for the users that its emission names.</param>
    public ExperimentReplay(ShardParts parts)
    {
        var (options, model) = (parts.Options, parts.Models.Base);
        var users = new UserTable(
            options.UserState, new UserStateCodec(options.UserState, model.Artifact.Items), int.MaxValue, storeHasUsers: false,
            options.Limits.UnpackedUsersMax);
        _decoder = new BatchDecoder(parts, countFrom: 0);
        _fold = new FoldStage(
            parts, model, new ShardState(options.Window), users, new UserLoader(store: null, parts.Shard), emitFrom: 0);
    }

    /// <summary>The experiments that the log defines, and what followed.</summary>
    public ShardExperiments Experiments => _fold.Experiments;

    /// <summary>The newest change of model, or definition, that this program could not take where nodes may have; null for none.</summary>
    public string? Refused => _fold.Model.Refused ?? Experiments.Refused;

    /// <summary>The offset after the last folded record.</summary>
    public long NextOffset => _fold.NextOffset;

    /// <summary>No event before this time is expected any more, Unix milliseconds.</summary>
    public long WatermarkMs => _fold.WatermarkMs;

    /// <summary>Starts an experiment before the first record, which no record of the log defines.</summary>
    /// <exception cref="ArgumentException">The definition is not taken; the message says why.</exception>
    public void Start(ExperimentDefinition definition)
    {
        Experiments.Define(definition.Experiment.Id, Encoding.UTF8.GetBytes(ExperimentJson.Write(definition)), offset: -1);
        if (Experiments.Refused is { } fault)
        {
            throw new ArgumentException(fault, nameof(definition));
        }
    }

    /// <summary>Folds the next records.</summary>
    /// <param name="batch">By rising offset, after those that were folded before.</param>
    /// <param name="see">Receives each answer that a node would make now; valid during the call. Null for none.</param>
    /// <param name="cancel">Ends the wait for a model that the log names.</param>
    public async Task FoldAsync(RecordBatch batch, Action<RecommendationRequest>? see, CancellationToken cancel)
    {
        var decoded = _decoder.Run(batch);
        var folded = _fold.Fold(decoded, await _fold.FetchAsync(_fold.NeedsOf(decoded), cancel));
        _decoder.Return(decoded);
        for (var i = 0; i < folded.Answers.Count; i++)
        {
            if (!folded.Answers[i].IsBeside)
            {
                see?.Invoke(folded.Answers[i]);
            }
        }

        RequestPool.ReturnAll(folded.Answers);
    }
}
