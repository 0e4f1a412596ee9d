namespace StreamReco.StreamHost.Cluster.Placement;

/// <summary>
/// Works out where partitions are and what moved, from what members say of their own partitions and from which members are
/// lost. All times are taken when a word comes in, by one clock. For one thread.
/// </summary>
/// <remarks>
/// A move begins when the owner says that it drains, when it no longer speaks of the partition, or, where its node is lost,
/// at the last word of that node: at most a second before its death. It ends when another process says that the partition is
/// live. Two owners at once are told apart by the epoch of the lease.
/// </remarks>
/// <param name="time">The clock.</param>
internal sealed class PartitionMoves(TimeProvider time)
{
    /// <summary>Moves that are kept.</summary>
    public const int MovesMax = 50;

    private readonly SortedDictionary<int, Place> _places = [];
    private readonly Dictionary<string, long> _heard = new(StringComparer.Ordinal);
    private readonly LinkedList<PartitionMove> _moves = new();

    /// <summary>By number.</summary>
    public IReadOnlyList<PartitionPlace> Places => [.. _places.Select(place => place.Value.View(place.Key))];

    /// <summary>The newest first.</summary>
    public IReadOnlyList<PartitionMove> Moves => [.. _moves];

    /// <summary>Takes in what a member says of its partitions.</summary>
    /// <param name="said">Its partitions.</param>
    /// <param name="moved">Takes the moves that ended with it.</param>
    /// <returns>Whether a partition changed its owner or state.</returns>
    public bool Take(NodePartitions said, List<PartitionMove> moved)
    {
        var (speaker, now) = (new Speaker(said.Address, said.Uid), Moment.Of(time));
        _heard[speaker.Key] = now.Stamp;
        var hasChanged = false;
        foreach (var standing in said.Partitions)
        {
            hasChanged |= Take(speaker, standing, now, moved);
        }

        var named = said.Partitions.Select(standing => standing.Partition).ToHashSet();
        foreach (var (partition, place) in _places)
        {
            hasChanged |= place.Owner == speaker && !named.Contains(partition) && place.GiveUp(now);
        }

        return hasChanged;
    }

    /// <summary>A member cannot be reached or is gone.</summary>
    /// <returns>Whether a partition changed its state.</returns>
    public bool Lose(string address, long uid)
    {
        var (speaker, now) = (new Speaker(address, uid), Moment.Of(time));
        var heard = _heard.GetValueOrDefault(speaker.Key, now.Stamp);
        var hasChanged = false;
        foreach (var place in _places.Values)
        {
            hasChanged |= place.Owner == speaker && place.Lose(now, heard);
        }

        return hasChanged;
    }

    /// <summary>A member is gone for good: its last word is not needed any more.</summary>
    public void Forget(string address, long uid) => _heard.Remove(new Speaker(address, uid).Key);

    private bool Take(Speaker speaker, PartitionStatus standing, Moment now, List<PartitionMove> moved)
    {
        if (!Enum.TryParse<PlaceState>(standing.State, ignoreCase: true, out var state))
        {
            return false; // A state of a later version of the program.
        }

        if (!_places.TryGetValue(standing.Partition, out var place))
        {
            _places[standing.Partition] = new Place(speaker, state, standing, now);
            return true;
        }

        if (place.Owner != speaker && !place.Yields(standing))
        {
            return false;
        }

        var hasChanged = place.Take(speaker, state, standing, now);
        if (place.EndMove(standing.Partition, now, time) is { } move)
        {
            moved.Add(move);
            _moves.AddFirst(move);
            while (_moves.Count > MovesMax)
            {
                _moves.RemoveLast();
            }
        }

        return hasChanged;
    }

    private readonly record struct Speaker(string Address, long Uid)
    {
        public string Key => $"{Address}#{Uid}";
    }

    private readonly record struct Moment(long Stamp, DateTimeOffset At)
    {
        public static Moment Of(TimeProvider time) => new(time.GetTimestamp(), time.GetUtcNow());
    }

    /// <summary>A partition, and the move that it is in.</summary>
    private sealed class Place(Speaker owner, PlaceState state, PartitionStatus standing, Moment now)
    {
        private PlaceState _state = state;
        private DateTimeOffset _since = now.At;
        private long _epoch = standing.Epoch;
        private long? _committed = standing.Committed;
        private Speaker? _from;
        private long? _begun;
        private bool _wasLost;

        public Speaker Owner { get; private set; } = owner;

        /// <summary>
        /// Whether another process's word counts: it has the newer lease, or the owner is on its way out and the other one
        /// has begun.
        /// </summary>
        public bool Yields(PartitionStatus standing) => standing.Epoch > 0
            ? standing.Epoch > _epoch : _state is PlaceState.Draining or PlaceState.Moving or PlaceState.Lost;

        public bool Take(Speaker speaker, PlaceState state, PartitionStatus standing, Moment now)
        {
            var hasChanged = Owner != speaker || _state != state;
            if (Owner != speaker)
            {
                _from ??= Owner;
                _begun ??= now.Stamp;
                Owner = speaker;
            }

            if (state == PlaceState.Draining)
            {
                _begun ??= now.Stamp;
            }

            if (hasChanged)
            {
                (_state, _since) = (state, now.At);
            }

            _epoch = Math.Max(_epoch, standing.Epoch);
            _committed = standing.Committed ?? _committed;
            return hasChanged;
        }

        /// <summary>The owner does not speak of the partition any more.</summary>
        public bool GiveUp(Moment now)
        {
            _begun ??= now.Stamp;
            return MoveTo(PlaceState.Moving, now);
        }

        /// <summary>What was given up in good order before is not lost with the node.</summary>
        public bool Lose(Moment now, long heard)
        {
            if (_state == PlaceState.Moving)
            {
                return false;
            }

            _wasLost = _wasLost || _begun is null;
            _begun ??= heard;
            return MoveTo(PlaceState.Lost, now);
        }

        /// <summary>The move that ends now; null if the partition is not live, or never left its owner.</summary>
        public PartitionMove? EndMove(int partition, Moment now, TimeProvider time)
        {
            if (_state != PlaceState.Live || _begun is not { } begun)
            {
                return null;
            }

            var move = _from is { } from && from != Owner
                ? new PartitionMove(
                    partition, from.Address, Owner.Address, _wasLost ? "lost" : "planned", now.At,
                    time.GetElapsedTime(begun, now.Stamp).TotalSeconds)
                : null;
            (_from, _begun, _wasLost) = (null, null, false);
            return move;
        }

        public PartitionPlace View(int partition) => new(
            partition, Owner.Address, _state, _since, _epoch, _committed, _from is { } from && from != Owner ? from.Address : null);

        private bool MoveTo(PlaceState state, Moment now)
        {
            if (_state == state)
            {
                return false;
            }

            (_state, _since) = (state, now.At);
            return true;
        }
    }
}
