using System.Numerics;
using StreamReco.Models.Events;

namespace StreamReco.Models.Bots;

/// <summary>
/// How one user clicks, in 64 bytes: what <see cref="BotPolicy.Score"/> weighs, and the verdict. A fold over the user's clicks in
/// partition order, by event time alone.
/// </summary>
public sealed partial class BotProfile
{
    /// <summary>A pause from which on another session begins, milliseconds.</summary>
    public const long SessionGapMs = 30 * 60_000;

    private const double RateMemoryMs = 60_000;
    private const int NeighbourMax = 8;
    private const int RunMax = 100;
    private const int TouchesMax = 32;
    private const int PathMin = 6;
    private const int PathMax = 16;
    private const int HitsMax = 7;
    private const int CartsMax = 15;
    private const int PausesMin = 12;
    private const int Seasoned = 16; // clicks from which on a low count of pauses means that they were halved
    private const long DayMs = 86_400_000;

    /// <summary>By bits set of 64: different items that set so many, of <see cref="TouchesMax"/>, as a share of 255.</summary>
    private static readonly byte[] _distinct =
        [.. Enumerable.Range(0, TouchesMax + 1).Select(bits => (byte)Math.Min(255, -64 * Math.Log(1 - (bits / 64.0)) * 255 / TouchesMax))];

    private PauseHistogram _pauses;
    private float _rate;
    private long _lastMs;
    private uint _lastNumber;
    private sbyte _run;
    private uint _heavy;
    private ushort _heavyCount;
    private ushort _day;
    private uint _hours;
    private ulong _touched;
    private byte _touches;
    private byte _share;
    private uint _path;
    private byte _pathLength;
    private byte _pathHits;
    private byte _carts;
    private sbyte _streak;

    /// <summary>Clicks taken in, at most 65,535.</summary>
    public ushort Clicks { get; private set; }

    /// <summary>Clicks since the last pause of <see cref="SessionGapMs"/>, at most 65,535.</summary>
    public ushort Session { get; private set; }

    /// <summary>Views since the last cart or purchase, at most 65,535.</summary>
    public ushort Views { get; private set; }

    /// <summary>What the user is taken for.</summary>
    public BotVerdict Verdict { get; private set; }

    /// <summary>What an operator decided.</summary>
    public BotDecision Decision { get; private set; }

    /// <summary>Whether clicks of the user go to the quarantine.</summary>
    public bool IsHeld => Decision == BotDecision.Condemned || (Decision == BotDecision.None && Verdict == BotVerdict.Bot);

    /// <summary>Takes in a click.</summary>
    /// <returns>The hash of a path of items that ends with it; 0 for none. The caller knows whether it is common.</returns>
    public uint Take(ClickEvent click)
    {
        TakeTime(click.EventTimeMs);
        Clicks = Up(Clicks);
        Session = Up(Session);
        if (EventTypes.IsStrong(click.Type))
        {
            Views = 0;
            _carts = (byte)Math.Min(CartsMax, _carts + 1);
        }

        if (click.Items.Count == 0 || !EventTypes.IsInteraction(click.Type))
        {
            return 0;
        }

        var item = click.Items[0].ItemId;
        var hash = ItemNumber.HashOf(item);
        TakeHeavy(hash);
        if (EventTypes.IsStrong(click.Type))
        {
            return 0;
        }

        Views = Up(Views);
        TakeStep(ItemNumber.Of(item, hash));
        TakeDistinct(hash);
        return TakePath(hash);
    }

    /// <summary>A path of items ended; whether it was a common one.</summary>
    public void NotePath(bool isCommon) =>
        _pathHits = (byte)(isCommon ? Math.Min(HitsMax, _pathHits + 1) : Math.Max(0, _pathHits - 1));

    /// <summary>The value of a signal, in its unit.</summary>
    /// <param name="signal">A signal that is weighed.</param>
    /// <param name="unknown">What is said while there is too little to tell.</param>
    public double ValueOf(BotSignal signal, double unknown) => signal switch
    {
        BotSignal.Rate => _rate,
        BotSignal.Regular => _pauses.Entropy(out var pauses) is var bits && pauses >= (Clicks < Seasoned ? PausesMin : PausesMin / 2) ? bits : unknown,
        BotSignal.Crawl => Math.Abs((int)_run),
        BotSignal.OneItem => _heavyCount,
        BotSignal.Replay => _pathHits,
        BotSignal.AroundTheClock => BitOperations.PopCount(_hours),
        BotSignal.LongSession => Session,
        BotSignal.NoCart => Views,
        BotSignal.Distinct => _share / 255.0,
        BotSignal.Bought => _carts,
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "Not a signal that is weighed."),
    };

    /// <summary>Moves the verdict by a score: up after some clicks in a row, down one step after more.</summary>
    public void Judge(double score, BotPolicy policy)
    {
        var target = score >= policy.Bot ? BotVerdict.Bot : score >= policy.Watch ? BotVerdict.Watch : BotVerdict.Human;
        if (target > Verdict)
        {
            _streak = (sbyte)(Math.Max(0, (int)_streak) + 1);
            (Verdict, _streak) = _streak >= policy.RaiseAfter ? (target, (sbyte)0) : (Verdict, _streak);
        }
        else if (Verdict != BotVerdict.Human && score < BotPolicy.ClearShare * (Verdict == BotVerdict.Bot ? policy.Bot : policy.Watch))
        {
            _streak = (sbyte)(Math.Min(0, (int)_streak) - 1);
            (Verdict, _streak) = -_streak >= policy.ClearAfter ? (Verdict - 1, (sbyte)0) : (Verdict, _streak);
        }
        else
        {
            _streak = 0;
        }
    }

    /// <summary>An operator decided: the score begins anew, and counts no longer.</summary>
    public void Decide(BotDecision decision)
    {
        Clear();
        Decision = decision;
    }

    /// <summary>Nothing is known any more.</summary>
    public void Clear()
    {
        _pauses = default;
        (_rate, _lastMs, _lastNumber, _run) = (0, 0, 0, 0);
        (_heavy, _heavyCount, _day, _hours, _touched, _touches, _share) = (0, 0, 0, 0, 0, 0, 0);
        (_path, _pathLength, _pathHits, _carts, _streak) = (0, 0, 0, 0, 0);
        (Clicks, Session, Views, Verdict, Decision) = (0, 0, 0, BotVerdict.Human, BotDecision.None);
    }

    private static ushort Up(ushort count) => count < ushort.MaxValue ? (ushort)(count + 1) : count;

    /// <summary>A click that comes late says nothing of pauses.</summary>
    private void TakeTime(long atMs)
    {
        var pauseMs = _lastMs == 0 ? 0 : atMs - _lastMs;
        if (atMs <= 0 || pauseMs < 0)
        {
            return;
        }

        _rate = (float)((_rate * Math.Exp(-pauseMs / RateMemoryMs)) + 1);
        if (pauseMs > SessionGapMs)
        {
            (Session, _path, _pathLength) = (0, 0, 0);
        }
        else if (pauseMs > 0)
        {
            _pauses.Add(pauseMs);
        }

        var day = (ushort)(atMs / DayMs);
        _hours = day == _day ? _hours : 0;
        _hours |= 1u << (int)(atMs % DayMs / (DayMs / 24));
        (_day, _lastMs) = (day, atMs);
    }

    /// <summary>The item that makes up more than half of all touches, by the vote of Boyer and Moore.</summary>
    private void TakeHeavy(uint hash)
    {
        if (_heavyCount == 0)
        {
            _heavy = hash;
        }

        _heavyCount = _heavy == hash ? Up(_heavyCount) : (ushort)(_heavyCount - 1);
    }

    private void TakeStep(uint number)
    {
        var step = _lastNumber == 0 ? 0 : (long)number - _lastNumber;
        if (step != 0)
        {
            var isNear = Math.Abs(step) <= NeighbourMax;
            var goesOn = isNear && (_run == 0 || Math.Sign(_run) == Math.Sign(step));
            _run = goesOn ? (sbyte)Math.Clamp(_run + Math.Sign(step), -RunMax, RunMax) : isNear ? (sbyte)Math.Sign(step) : (sbyte)(_run / 2);
        }

        _lastNumber = number;
    }

    private void TakeDistinct(uint hash)
    {
        _touched |= 1UL << (int)(hash & 63);
        if (++_touches < TouchesMax)
        {
            return;
        }

        var share = _distinct[BitOperations.PopCount(_touched)];
        _share = _share == 0 ? share : (byte)((_share + share) / 2);
        (_touched, _touches) = (0, 0);
    }

    /// <summary>
    /// Paths end at items that their own hash picks, one in eight: so equal walks are cut at equal places, wherever they were joined.
    /// </summary>
    private uint TakePath(uint hash)
    {
        _path = (BitOperations.RotateLeft(_path, 5) ^ hash) * 0x9E37_79B1;
        _pathLength++;
        if (_pathLength < PathMax && ((hash >> 8) & 7) != 0)
        {
            return 0;
        }

        var ended = _pathLength >= PathMin ? Math.Max(1u, _path) : 0;
        (_path, _pathLength) = (0, 0);
        return ended;
    }
}
