using StreamReco.Models.Events;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Users;
using StreamReco.Stages.Batches;

namespace StreamReco.Stages.Retrieval;

/// <summary>
/// Writes down, for live sources, what the fold applies. Part of the fold; nothing where the model has no stack.
/// </summary>
internal sealed class LiveUpdateRecorder(PipelineOptions options)
{
    /// <summary>Items of the history that go with a click: no source counts pairs further apart.</summary>
    private const int BeforeMax = 20;

    private readonly RecentItem[] _before = new RecentItem[BeforeMax];
    private readonly RecentItem[] _beforeOfArm = new RecentItem[BeforeMax];
    private readonly HistoryQuery _query = new(BeforeMax + options.Limits.ItemsPerEventMax);
    private int _count;
    private LiveUpdates? _applied;

    /// <summary>A user is about to change.</summary>
    /// <param name="model">The model that answers.</param>
    /// <param name="arms">The models of arms.</param>
    /// <param name="user">The user.</param>
    public void Begin(ShardModel model, IReadOnlyList<ShardModel> arms, UserState user) =>
        _count = Follows(model) || arms.Count > 0 ? user.Recent.CopyNewestFirst(_before) : 0;

    /// <summary>The user has taken in an event.</summary>
    /// <param name="model">The model that answers.</param>
    /// <param name="arms">The models of arms.</param>
    /// <param name="user">The user behind it.</param>
    /// <param name="click">The event.</param>
    /// <param name="answersBefore">Answers of the micro-batch so far.</param>
    public void End(ShardModel model, IReadOnlyList<ShardModel> arms, UserState user, ClickEvent click, int answersBefore)
    {
        if (!EventTypes.IsInteraction(click.Type))
        {
            return;
        }

        if (Follows(model))
        {
            Add(model, _before.AsSpan(0, _count), user, click, answersBefore);
        }

        for (var i = 0; i < arms.Count; i++)
        {
            if (Follows(arms[i]))
            {
                Add(arms[i], BeforeIn(arms[i]), user, click, answersBefore);
            }
        }
    }

    /// <summary>The history before the event by the rows of another model.</summary>
    private ReadOnlySpan<RecentItem> BeforeIn(ShardModel arm)
    {
        for (var i = 0; i < _count; i++)
        {
            _beforeOfArm[i] = _before[i] with { Index = arm.Items.IndexOf(_before[i].ItemId) };
        }

        return _beforeOfArm.AsSpan(0, _count);
    }

    private void Add(ShardModel model, ReadOnlySpan<RecentItem> before, UserState user, ClickEvent click, int answersBefore)
    {
        var isHistory = model.Artifact.Stack!.Parts.Settings.Unit == SessionUnit.User;
        var key = LiveSession.KeyOf(user.UserId, user.Session.Id, isHistory);
        _query.Fill(before, isHistory ? null : user.Session.StartMs, click.EventTimeMs, key);
        for (var i = 0; i < click.Items.Count; i++)
        {
            var row = model.Items.IndexOf(click.Items[i].ItemId);
            if (row >= 0)
            {
                var taken = new SessionClick(key, row, click.EventTimeMs, click.Type)
                {
                    UserKey = LiveSession.UserKeyOf(user.UserId),
                };
                _applied ??= new LiveUpdates();
                _applied.Add(model, taken, _query.Query, answersBefore);
                _query.Append(row, click.EventTimeMs, click.Type);
            }
        }
    }

    /// <summary>Another model answers from here on.</summary>
    /// <param name="from">The model until now.</param>
    /// <param name="to">The model from now on.</param>
    /// <param name="answersBefore">Answers of the micro-batch so far.</param>
    public void Change(ShardModel from, ShardModel to, int answersBefore)
    {
        if (options.Score.Live)
        {
            _applied ??= new LiveUpdates();
            _applied.AddChange(from, to, answersBefore);
        }
    }

    /// <summary>Arms of experiments answer by a model from here on, or not any more.</summary>
    /// <inheritdoc cref="LiveUpdates.AddArm"/>
    public void Arm(ArmStep step, ShardModel arm, ShardModel active, int answersBefore)
    {
        _applied ??= new LiveUpdates();
        _applied.AddArm(step, arm, active, answersBefore);
    }

    /// <summary>
    /// A user is forgotten here, whatever answers now: what an earlier model or an earlier setting took in is kept.
    /// </summary>
    /// <param name="userId">The user.</param>
    /// <param name="answersBefore">Answers of the micro-batch so far.</param>
    public void Erase(string userId, int answersBefore)
    {
        _applied ??= new LiveUpdates();
        _applied.AddErasure(LiveSession.UserKeyOf(userId), answersBefore);
    }

    /// <summary>What the micro-batch applied; null for nothing.</summary>
    public LiveUpdates? Take()
    {
        var applied = _applied;
        _applied = null;
        return applied;
    }

    private bool Follows(ShardModel model) => options.Score.Live && model.Artifact.Stack is not null;
}
