using StreamReco.Stages.Batches;
using StreamReco.Stages.Records;
using StreamReco.Stages.Serving;

namespace StreamReco.Stages.Shards;

/// <summary>Experiments whose arms answer by models of their own.</summary>
public sealed partial class FoldStage
{
    /// <summary>
    /// Takes a definition or segments from the log. The models that arms name come with the record, and go with the one that stops the
    /// experiment; a definition whose model cannot be used is refused by name.
    /// </summary>
    private void Define(in LogRecord record, FoldSupplies supplies)
    {
        var running = _state.Experiments.Book.Running;
        _experiments.Define(record, next => _arms.FaultOf(next, running, supplies.Models, _model.Served.Version));
        if (ReferenceEquals(running, _state.Experiments.Book.Running))
        {
            return;
        }

        var (came, went) = _arms.Follow(
            _state.Experiments.Book.Running, version => supplies.Models.GetValueOrDefault(version)?.Model, _model.Served.Version);
        Note(ArmStep.Went, went);
        Note(ArmStep.Came, came);
    }

    private void Note(ArmStep step, IReadOnlyList<ShardModel> models)
    {
        foreach (var model in models)
        {
            _trail.Arm(step, model, _model, _answers.Count);
        }
    }
}
