using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Akka.Actor;
using Akka.Configuration;
using StreamReco.Models.Segments;
using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Cluster.Experiments;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Tests.EndToEnd;
using StreamReco.TestKit.Time;

namespace StreamReco.StreamHost.Tests.Cluster.Control;

/// <summary>Segments are made anew where the control plane runs, under a clock that is moved by hand.</summary>
public sealed class SegmentWatchTests : Akka.TestKit.Xunit2.TestKit
{
    private const ulong Space = 7;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _every = TimeSpan.FromMinutes(60);

    private static readonly Akka.Configuration.Config _journal = ConfigurationFactory.ParseString(
        """
        akka.persistence {
          journal.plugin = "akka.persistence.journal.inmem"
          snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        }
        """);

    private readonly ManualTimeProvider _time = new();
    private readonly ScriptedWork _work = new("segments");

    public SegmentWatchTests()
        : base(_journal.WithFallback(DefaultConfig))
    {
    }

    [Fact]
    public async Task After_its_time_the_segments_that_there_are_are_made_anew_by_the_request_that_people_make()
    {
        ControlRequest? made = null;
        _work.Before = (run, _, _) =>
        {
            made = run.Request;
            return Task.CompletedTask;
        };
        var fitting = new SegmentFitting((_, page, _) => Task.FromResult(Replies(new SegmentMap(3, Space, [[1, 0], [0, 1]], [20, 20]), page)));
        Sys.ActorOf(ControlPlaneKeeper.Props(
            new ControlPlaneSetup(
                "g", "node", new InMemoryControlLedger(), new Dictionary<string, IRequestWork> { [RequestKinds.RefreshSegments] = _work },
                new RecordedLogs(), TimeProvider.System)
            {
                Companions = [SegmentWatch.Props(new SegmentWatchSetup(cancel => fitting.FitAsync(null, cancel), _every, new RecordedLogs(), _time))],
            }));

        await AwaitAssertAsync(
            async () =>
            {
                await _time.WaitForTimersAsync(1);
                _time.Advance(_every);
                _work.Done.Count.ShouldBeGreaterThan(0);
            },
            _patience);

        (made!.By, made.Kind).ShouldBe(("schedule", RequestKinds.RefreshSegments));
        var next = SegmentJson.Parse(Encoding.UTF8.GetBytes(made.Arguments[RequestKinds.Definition]));
        (next.Version, next.Count, next.Space).ShouldBe((4, 2, Space));
        next.Users.ShouldBe([30, 30]);
    }

    [Fact]
    public async Task Nothing_is_made_before_the_first_of_somebody_where_nothing_changed_or_while_models_differ()
    {
        var first = await Fit(null, Space).FitAsync(2, CancellationToken.None);
        var again = await Fit(first.Next, Space).FitAsync(null, CancellationToken.None);
        var none = await Fit(null, Space).FitAsync(null, CancellationToken.None);
        var differing = await new SegmentFitting((_, page, _) => Task.FromResult<IReadOnlyDictionary<int, SegmentReply>>(
            new Dictionary<int, SegmentReply> { [0] = Reply(null, Space, page), [1] = Reply(null, Space + 1, page) })).FitAsync(2, CancellationToken.None);

        first.Next.ShouldNotBeNull().Users.ShouldBe([30, 30]);
        (again, none).ShouldBe((new FittedSegments(null, null), new FittedSegments(null, null)));
        differing.Why.ShouldNotBeNull().ShouldContain("different models");
    }

    private static SegmentFitting Fit(SegmentMap? before, ulong space) => new((_, page, _) => Task.FromResult<IReadOnlyDictionary<int, SegmentReply>>(
        new Dictionary<int, SegmentReply> { [0] = Reply(before, space, page) }));

    private static IReadOnlyDictionary<int, SegmentReply> Replies(SegmentMap before, int page) =>
        new Dictionary<int, SegmentReply> { [0] = Reply(before, Space, page) };

    /// <summary>Users who like one of two things, all on the first page.</summary>
    private static SegmentReply Reply(SegmentMap? segments, ulong space, int page) => new(
        segments is null ? null : SegmentJson.Write(segments), space.ToString("x16", CultureInfo.InvariantCulture),
        page > 0 ? [] : [.. Enumerable.Range(0, 60).Select(user => MemoryMarshal.AsBytes(Vector(user).AsSpan()).ToArray())]);

    private static float[] Vector(int user) => user % 2 == 0 ? [1, 0.001f * user] : [0.001f * user, 1];
}
