using StreamReco.Models.Bots;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Files;
using StreamReco.Stages.Records;
using StreamReco.TestKit.Events;

namespace StreamReco.Rig.Simulation;

/// <summary>
/// The producers of one partition: a few users, items in and out of the model, repeats, late, future and broken records.
/// </summary>
/// <param name="partition">The partition.</param>
/// <param name="random">Draws the records.</param>
/// <param name="changesModel">Whether it writes changes of model, too; else only the control plane does.</param>
/// <param name="bots">Whether there is a bot policy in the log, and operators condemn and release users.</param>
/// <param name="experiments">Whether an experiment runs from the first record on, and is ramped after some.</param>
internal sealed class ClickSource(int partition, Random random, bool changesModel = true, bool experiments = false, bool bots = false)
{
    private const int RampAt = 40;
    private const int Half = ShareRange.Whole / 2;

    private static readonly byte[] _lenient = new BotPolicy { ClicksMin = 10_000, RotatingShare = 1 }.ToBytes();

    private readonly List<MadeRecord> _made = [];
    private long _nowMs = 1_768_478_400_000;
    private int _number;
    private bool _isBegun;
    private bool _isRamped;
    private bool _isJudged;

    /// <summary>The partition as the broker holds it.</summary>
    public PartitionLog Log { get; } = new();

    /// <summary>What was written, in order.</summary>
    public IReadOnlyList<MadeRecord> Made => _made;

    /// <summary>Writes the next record; sometimes the markers of a transaction leave a gap behind it.</summary>
    public void Produce()
    {
        if (experiments && (!_isBegun || (_made.Count >= RampAt && !_isRamped)))
        {
            (_isRamped, _isBegun) = (_isBegun, true);
            AddExperiment(_isRamped ? 2 : 1, _isRamped ? Half : Half / 2);
        }

        if (bots && (!_isJudged || random.Next(12) == 0))
        {
            AddBots();
        }

        _nowMs += random.Next(7) == 0 ? random.Next(900, 9_000) : random.Next(900);
        var kind = random.Next(100);
        if (kind < 12 && _made.Count > 0)
        {
            Repeat();
        }
        else if (kind < 20)
        {
            AddBroken(random.Next(5));
        }
        else if (kind < 23)
        {
            AddTick();
        }
        else if (kind < 25)
        {
            AddErasure($"p{partition}u{random.Next(6)}", request: null);
        }
        else if (kind < 27 && changesModel)
        {
            AddAnyModelChange();
        }
        else if (kind < 30)
        {
            AddNoClick();
        }
        else
        {
            AddEvent(kind, kind < 33 ? 120_000 : kind < 39 ? random.Next(10) * 500 : 0);
        }

        Log.Skip(random.Next(12) == 0 ? 1 : 0);
    }

    /// <summary>An idle partition's owner writes this.</summary>
    public void AddTick()
    {
        _made.Add(new MadeRecord(Log.NextOffset, true, "", "", 0, IsTick: true));
        Log.AddTick(_nowMs);
    }

    /// <summary>A user is to be forgotten.</summary>
    /// <returns>The offset.</returns>
    public long AddErasure(string user, string? request)
    {
        _made.Add(new MadeRecord(Log.NextOffset, true, user, "", _nowMs, IsErasure: true) { Request = request });
        Log.AddErasure(user, _nowMs);
        return _made[^1].Offset;
    }

    /// <summary>Another model is to answer.</summary>
    /// <returns>The offset.</returns>
    public long AddModelChange(string version, string? request)
    {
        _made.Add(new MadeRecord(Log.NextOffset, true, "", "", 0, IsTick: true) { Request = request });
        Log.AddModelChange(version, _nowMs);
        return _made[^1].Offset;
    }

    /// <summary>Events link ids from here on.</summary>
    public void AddIdentityPolicy(byte[] policy)
    {
        _made.Add(new MadeRecord(Log.NextOffset, true, "", "", 0, IsTick: true) { IsVisit = true });
        Log.AddIdentityPolicy(policy, _nowMs);
    }

    /// <summary>A click of a visitor.</summary>
    /// <param name="user">The id.</param>
    /// <param name="eventId">Its event id, which comes once.</param>
    /// <param name="anonymous">The id under which the visitor was known before signing in; null for none.</param>
    public void AddVisit(string user, string eventId, string? anonymous) => Add(
        EventBytes.Of("view_item", user, [$"i{_made.Count % 15}"], _nowMs, eventId, anonymous: anonymous),
        new MadeRecord(Log.NextOffset, true, user, eventId, _nowMs) { IsVisit = true, Anonymous = anonymous });

    /// <summary>A shard tells this partition of a link, or carries a click to it.</summary>
    public void AddTold(in OutboundRecord told)
    {
        _made.Add(MadeRecord.OfTold(Log.NextOffset, told));
        Log.AddTold(told);
    }

    private void AddExperiment(int version, int share)
    {
        var experiment = new Experiment("simulated", version, new byte[UnitHash.SaltBytes],
        [
            new ExperimentArm("today", [new ShareRange(0, share)]),
            new ExperimentArm("varied", [new ShareRange(Half, Half + share)]) { Settings = new ArmSettings { DiversityLambda = 0.2 } },
        ]);
        _made.Add(new MadeRecord(Log.NextOffset, true, "", "", 0, IsTick: true));
        Log.AddExperiment(experiment.Id, ExperimentJson.Write(new ExperimentDefinition(experiment, new ExperimentPlan())), _nowMs);
    }

    /// <summary>First a policy by which nobody is judged, then decisions, of users whom the shard may not know.</summary>
    private void AddBots()
    {
        if (!_isJudged)
        {
            _isJudged = true;
            _made.Add(new MadeRecord(Log.NextOffset, true, "", "", 0, IsTick: true));
            Log.AddBotPolicy(_lenient, _nowMs);
            return;
        }

        var (user, decision) = ($"p{partition}u{random.Next(6)}", (BotDecision)random.Next(1, 3));
        _made.Add(new MadeRecord(Log.NextOffset, true, user, "", 0, IsTick: true) { Decision = decision });
        Log.AddBotDecision(user, decision, _nowMs);
    }

    /// <summary>To the other model, back, or to one that nobody has.</summary>
    private void AddAnyModelChange()
    {
        string[] versions = [SimulatedWorld.Other.Manifest.Version, SimulatedWorld.Model.Manifest.Version, "gone"];
        AddModelChange(versions[random.Next(versions.Length)], request: null);
    }

    private void AddEvent(int kind, long behindMs)
    {
        var (user, item, id, at) = ($"p{partition}u{random.Next(6)}", $"i{random.Next(15)}", $"e{_number++}", _nowMs - behindMs);
        var category = random.Next(2) == 0 ? $"c{random.Next(3)}" : null;
        var value = (kind % 10) switch
        {
            0 => EventBytes.AddToCart(user, item, at, id, category: category),
            1 => EventBytes.Purchase(user, [item, $"i{random.Next(15)}"], at, id, $"s{_number / 10}"),
            2 => EventBytes.Search(user, at, id),
            3 => EventBytes.Home(user, at, id),
            4 when experiments => EventBytes.Of("view_item_list", user, [item, "i1"], at, id, list: ListBefore()),
            5 when experiments => EventBytes.Of("select_item", user, [item], at, id, list: ListBefore()),
            _ => EventBytes.View(user, item, at, id, category: category),
        };
        Add(value, new MadeRecord(Log.NextOffset, true, user, id, at));
    }

    /// <summary>The id that the answer to one of the last records has, whoever's it is.</summary>
    private string ListBefore() => $"{partition}-{Math.Max(0, Log.NextOffset - 1 - (_number % 7))}-A";

    /// <summary>A page view or a scroll, whole or not: what is not for us need not be well made.</summary>
    private void AddNoClick()
    {
        var (user, id) = ($"p{partition}u{random.Next(6)}", $"e{_number++}");
        var name = random.Next(2) == 0 ? "page_view" : "scroll";
        var value = EventBytes.Of(name, random.Next(3) == 0 ? "" : user, [], _nowMs, id);
        Add(value, new MadeRecord(Log.NextOffset, true, user, id, _nowMs) { IsPassedOver = true });
    }

    private void AddBroken(int kind)
    {
        var (user, id) = ($"p{partition}u{random.Next(6)}", $"e{_number++}");
        var value = kind switch
        {
            0 => "{"u8.ToArray(),
            1 => [0xff, 0xfe],
            2 => EventBytes.View("", "i1", _nowMs, id),
            3 => EventBytes.View(user, new string('x', 2_000), _nowMs, id),
            _ => EventBytes.View(user, "i1", _nowMs + 86_400_000, id),
        };
        Add(value, new MadeRecord(Log.NextOffset, false, user, id, _nowMs));
    }

    /// <summary>The producer sends one of its last records again.</summary>
    private void Repeat()
    {
        var back = 1 + random.Next(Math.Min(_made.Count, 6));
        var record = Log.Records[^back];
        if (_made[^back].IsTick || _made[^back].IsVisit)
        {
            AddTick();
            return;
        }

        if (_made[^back].IsErasure)
        {
            AddErasure(_made[^back].User, request: null);
            return;
        }

        Add(record.Value!, _made[^back] with { Offset = Log.NextOffset });
    }

    private void Add(byte[] value, MadeRecord made)
    {
        _made.Add(made);
        Log.Add(value, _nowMs);
    }
}
