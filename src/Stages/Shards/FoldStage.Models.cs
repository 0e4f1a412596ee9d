using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Users;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Records;
using StreamReco.Stages.Serving;

namespace StreamReco.Stages.Shards;

/// <summary>Which model answers: that of the settings, one that the log puts in its place, or one that an arm of an experiment names.</summary>
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

    /// <summary>
    /// From this record on another model answers. Its users move when they are changed next; requests on their way keep
    /// the model that they were made for. A version that cannot be used is refused, and the old one goes on.
    /// </summary>
    private void ChangeModel(string version, FoundModel found, long offset)
    {
        _state.Counters.CountControlRecord();
        if (version == _model.Served.Version)
        {
            return;
        }

        var comparing = ExperimentModels.First(_state.Experiments.Book.Running);
        if (found.Model is null || comparing is not null)
        {
            _refused = $"{version} at offset {offset}: {found.Problem ?? $"experiment {comparing} compares models with the one that answers; stop it first."}";
            return;
        }

        _state.Model = new ModelChange(version, _model.Served.Version, offset, _models.Base.Version);
        var before = _model;
        _model = new ShardModel(found.Model, _recentMax);
        _trail.Change(before, _model, _answers.Count);
        _users.MoveTo(_model.Items);
        _refused = null;
    }

    private RecommendationRequest RequestOf(UserState user, in RequestContext context, ServedArms arms)
    {
        var model = _arms.Of(arms.Model, _model);
        var request = model.Requests.Rent();
        request.Fill(_users.InSpaceOf(user, model.Items), context);
        request.Arms = arms;
        request.Tried = _experiments.TriedOf(arms);
        request.Segment = _asksForSegments ? _state.Experiments.Segments?.SegmentOf(user) : null;
        return request;
    }
}
