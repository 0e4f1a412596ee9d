using System.Buffers;
using System.Globalization;
using StreamReco.Models.Data;
using StreamReco.Models.Events;

namespace StreamReco.Models.Simulation;

/// <summary>
/// One run of a simulated shop: visits that overlap, and the accidents on the way from the shop to the topic. What happens and when
/// does not depend on whether payloads are written: that draws nothing.
/// </summary>
internal sealed class SimulatedTraffic : IDisposable
{
    private const double EventsPerVisit = 7.0; // as measured; it turns events a day into visits a day
    private const long DayMs = 86_400_000;
    private const long RepeatWithinMs = 20_000;

    private readonly ShopSimulatorOptions _options;
    private readonly bool _withPayloads;
    private readonly Random _random;
    private readonly ShopWorld _world;
    private readonly ShopVisitors _visitors;
    private readonly PriorityQueue<ShopSession, (long TimeMs, long Order)> _visits = new();
    private readonly PriorityQueue<SimulatedRecord, (long TimeMs, long Order)> _underway = new();
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly EventJsonWriter _writer = new();
    private long _order;
    private long _events;
    private long _spoiled;
    private long _late;
    private long _nextArrivalMs;
    private long _nextDayMs;

    /// <param name="options">The shop.</param>
    /// <param name="withPayloads">Whether records have payloads; without them a run is a clock.</param>
    public SimulatedTraffic(ShopSimulatorOptions options, bool withPayloads = true)
    {
        _options = options;
        _withPayloads = withPayloads;
        _random = new Random(options.Seed);
        _world = new ShopWorld(options, _random);
        _visitors = new ShopVisitors(options, _world, _random);
        _nextArrivalMs = options.StartMs;
        _nextDayMs = options.StartMs + DayMs;
    }

    public IEnumerable<SimulatedRecord> Records()
    {
        while (true)
        {
            var nowMs = AdmitVisitors();
            while (_underway.TryPeek(out var arrived, out var at) && at.TimeMs <= nowMs)
            {
                _underway.Dequeue();
                yield return arrived;
            }

            if (Step() is { } record)
            {
                yield return record;
            }
        }
    }

    public void Dispose() => _writer.Dispose();

    /// <summary>Lets in all who come before the next event, and says when that is.</summary>
    private long AdmitVisitors()
    {
        while (!_visits.TryPeek(out _, out var next) || _nextArrivalMs <= next.TimeMs)
        {
            Admit();
        }

        _visits.TryPeek(out _, out var first);
        return first.TimeMs;
    }

    private void Admit()
    {
        if (_nextArrivalMs >= _nextDayMs)
        {
            _world.Drift(_random);
            _nextDayMs += DayMs;
        }

        if (_visitors.TryArrive(_random, out var user, out var sessionId))
        {
            var intent = _visitors.DrawIntent(user, _world, _random);
            _visits.Enqueue(new ShopSession(user, sessionId, intent, _world, _random), (_nextArrivalMs, _order++));
        }

        // Least at four in the night (0.3 of the average), most at four in the afternoon (1.7 times).
        var partOfDay = _nextArrivalMs % DayMs / (double)DayMs;
        var perMs = _options.EventsPerDay / EventsPerVisit / DayMs * (1 - _options.DayRhythm * Math.Cos((partOfDay - 0.167) * 2 * Math.PI));
        _nextArrivalMs += 1 + (long)(-Math.Log(1 - _random.NextDouble()) / perMs);
    }

    /// <summary>The next event of the visit that is due; null when the visit is over or the event is underway yet.</summary>
    private SimulatedRecord? Step()
    {
        _visits.TryDequeue(out var visit, out var due);
        if (!visit!.TryStep(out var type, out var items, out var query))
        {
            _visitors.Leave(visit.User);
            return null;
        }

        _visits.Enqueue(visit, (due.TimeMs + visit.NextPauseMs(), _order++));
        var eventId = string.Create(CultureInfo.InvariantCulture, $"e{_options.Seed}-{_events++}");
        var user = ShopVisitors.IdOf(visit.User);
        return Send(new EventDraft(eventId, type, user, visit.SessionId, due.TimeMs, items, query));
    }

    private SimulatedRecord? Send(in EventDraft draft)
    {
        // Each event becomes one record, and a share of the events a second one: shares are of the records.
        var draw = _random.NextDouble() * (1 - _options.DuplicateShare);
        if (draw < _options.MalformedShare)
        {
            return Spoiled(draft);
        }

        if (draw < _options.MalformedShare + _options.LateShare)
        {
            Delay(draft);
            return null;
        }

        var record = new SimulatedRecord(draft.TimeMs, draft.UserId, Write(draft), SimulatedKind.Event);
        if (draw < _options.MalformedShare + _options.LateShare + _options.DuplicateShare)
        {
            var againMs = draft.TimeMs + 1 + _random.NextInt64(RepeatWithinMs);
            Hold(record with { TimeMs = againMs, Kind = SimulatedKind.Duplicate });
        }

        return record;
    }

    private SimulatedRecord Spoiled(in EventDraft draft)
    {
        var kind = Spoiler.Kinds[_spoiled++ % Spoiler.Kinds.Length];
        var payload = Write(draft with { TimeMs = Spoiler.TimeOf(kind, draft.TimeMs) });
        return new SimulatedRecord(draft.TimeMs, draft.UserId, _withPayloads ? Spoiler.Spoil(kind, payload) : payload, kind);
    }

    private void Delay(in EventDraft draft)
    {
        var beyond = _late++ % 2 == 1;
        var (kind, delayMs) = beyond
            ? (SimulatedKind.LateBeyond, _options.AllowedLatenessMs + 3_600_000 + _random.NextInt64(6 * 3_600_000))
            : (SimulatedKind.LateWithin, (long)(_options.AllowedLatenessMs * (0.05 + 0.8 * _random.NextDouble())));
        Hold(new SimulatedRecord(draft.TimeMs + delayMs, draft.UserId, Write(draft), kind));
    }

    private void Hold(in SimulatedRecord record) => _underway.Enqueue(record, (record.TimeMs, _order++));

    private byte[] Write(in EventDraft draft)
    {
        if (!_withPayloads)
        {
            return [];
        }

        _buffer.ResetWrittenCount();
        _writer.Write(_buffer, draft);
        return _buffer.WrittenSpan.ToArray();
    }
}
