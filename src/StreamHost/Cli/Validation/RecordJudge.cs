using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Models.Items;
using StreamReco.Models.Users;
using StreamReco.Stages;
using StreamReco.Stages.Decoding;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Records;
using StreamReco.Stages.Shards;
using StreamReco.Stages.State;

namespace StreamReco.StreamHost.Cli.Validation;

/// <summary>
/// What the pipeline would do with records, by its own stages up to the window: they are taken as one partition, in
/// their order, behind nothing. Keeps the remembered event ids of each user, so its memory grows with the users.
/// </summary>
internal sealed class RecordJudge
{
    private static readonly ItemSpace _noItems = new([], [], 1, [1f], 0);

    private readonly DecodeStage _decode;
    private readonly ValidateStage _validate;
    private readonly WindowStage _window;
    private readonly ShardState _state;
    private readonly UserTable _users;

    public RecordJudge(PipelineOptions options)
    {
        _decode = new DecodeStage(options, Pseudonymizer.Open(options.Privacy)) { LeftOut = LeftOut };
        _validate = new ValidateStage(options.Validation);
        _window = new WindowStage(options.Window);
        _state = new ShardState(options.Window);
        _users = new UserTable(
            options.UserState, new UserStateCodec(options.UserState, _noItems), int.MaxValue, storeHasUsers: false);
    }

    /// <summary>The event of the record last judged, as far as it could be read.</summary>
    public ClickEvent Click { get; } = new();

    /// <summary>Fields that were left out of events.</summary>
    public LeftOutCounts LeftOut { get; } = new();

    /// <param name="record">The record.</param>
    /// <param name="failure">Why it would be rejected or passed over; null when it would be neither.</param>
    public RecordFate Judge(in LogRecord record, out ValidationFailure? failure)
    {
        failure = null;
        if (record.Kind != LogRecordKind.Click)
        {
            return RecordFate.Control;
        }

        failure = _decode.Decode(record, Click) ?? _validate.Check(Click, record.TimestampMs);
        if (failure is { IsPassedOver: true })
        {
            return RecordFate.PassedOver;
        }

        if (failure is null && DeduplicateStage.IsDuplicate(_users, Click))
        {
            return RecordFate.Duplicate;
        }

        failure ??= _window.CheckLateness(_state, Click.EventTimeMs);
        if (failure is not null)
        {
            return RecordFate.Rejected;
        }

        WindowStage.Advance(_state, Click);
        _users.GetForChange(Click.UserId).EventIds.Add(Click.EventIdHash);
        return RecordFate.Accepted;
    }
}
