using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using StreamReco.Models.Users;

namespace StreamReco.Models.Tests.Users;

public sealed class UserStateCodecTests
{
    /// <summary>The bytes of version 1 for sample user 5 after 6 events: a change here is a new version, never an edit.</summary>
    private const string Golden =
        "0109757365722d352dc3bc06def2acfef962d0b7f706020001000001010101027330aeaaa485fa62000105a16c0f4939"
        + "c1697b79f0580f8561005f2d8245d84efe85192123d11415adea70728a8b872e287e3e020263320000803f9ca9f20602"
        + "63350000803f9ca9f2060000010004026931e2f1ee0607036931310007026933bab70301026933000100";

    /// <summary>The links of version 3, behind the bytes of version 1 and a byte that says that there is no profile.</summary>
    private const string GoldenLinks = "0004753432370200010475343237010976697369746f722d370106d20f";

    private static readonly UserStateOptions _small = new() { RecentItemsMax = 6, DedupeEventsMax = 5 };

    [Fact]
    public void Version_1_has_these_bytes() =>
        Convert.ToHexStringLower(Bytes(UserStateSamples.Random(5, 6, _small))).ShouldBe(Golden);

    [Fact]
    public void Version_1_is_read()
    {
        var user = Codec().Read(Convert.FromHexString(Golden));
        user.UserId.ShouldBe("user-5-ü");
        user.Applied.ShouldBe(6);
        user.LastEventMs.ShouldBe(UserStateSamples.Random(5, 6, _small).LastEventMs);
    }

    [Fact]
    public void Version_3_has_these_links_at_the_end_and_is_read()
    {
        var user = UserStateSamples.Random(5, 6, _small);
        user.Link().PointTo("u427", home: 1);
        user.Link().Put(new LinkedId("visitor-7", LinkState.Current, Partition: 3, Offset: 1001));

        var bytes = Convert.ToHexStringLower(Bytes(user));

        bytes.ShouldBe("03" + Golden[2..] + GoldenLinks);
        var read = Codec().Read(Convert.FromHexString(bytes));
        (read.Identity!.PointsTo, read.Identity.Home, read.Identity.Users.Single()).ShouldBe(("u427", 1, "u427"));
        read.Identity.Ids.Single().ShouldBe(new LinkedId("visitor-7", LinkState.Current, 3, 1001));
        Convert.ToHexStringLower(Bytes(read)).ShouldBe(bytes);
        read.JudgeForBot();
        Codec().Read(Bytes(read)).Bot.ShouldNotBeNull();
        read.ForgetHistory();
        (read.Applied, read.Recent.Count, read.Identity.PointsTo).ShouldBe((0, 0, "u427"));
        Codec().Read(Convert.FromHexString(Golden)).Identity.ShouldBeNull();
    }

    [Fact]
    public void Every_state_comes_back_byte_for_byte_and_goes_on_as_if_never_stored() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<NonNegativeInt>(), (seed, events) =>
        {
            var user = UserStateSamples.Random(seed.Get, events.Get % 40, _small);
            var read = Codec().Read(Bytes(user));
            Bytes(read).ShouldBe(Bytes(user));
            ValuesOf(read).ShouldBe(ValuesOf(user));
            CovarianceOf(read).ShouldBe(CovarianceOf(user));
            read.Recent.Dropped.ShouldBe(user.Recent.Dropped);
        }).QuickCheckThrowOnFailure();

    /// <summary>A user who is packed after some of the clicks, with the history's end known or not, and one who never is.</summary>
    [Fact]
    public void Packing_between_clicks_and_knowing_where_the_history_ends_change_no_byte() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<NonNegativeInt>(), (seed, events) =>
        {
            byte[] Of(Func<Random, bool> packs, bool isEndKnown)
            {
                var random = new Random(seed.Get);
                return Bytes(UserStateSamples.Random(seed.Get, events.Get % 60, _small, user =>
                {
                    if (packs(random))
                    {
                        var output = new ArrayBufferWriter<byte>();
                        var end = Codec().Write(user, output);
                        Codec().Read(output.WrittenSpan, user, isEndKnown ? end : default);
                    }

                    if (random.Next(4) == 0 && user.Recent.Count > 0)
                    {
                        user.Recent[0].TimeMs.ShouldBeGreaterThan(0); // somebody looks
                    }
                }));
            }

            var never = Of(_ => false, isEndKnown: false);
            Of(random => random.Next(3) == 0, isEndKnown: true).ShouldBe(never);
            Of(_ => true, isEndKnown: true).ShouldBe(never);
            Of(_ => true, isEndKnown: false).ShouldBe(never);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void When_the_vector_is_asked_for_changes_no_bit_of_it() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<NonNegativeInt>(), (seed, events) =>
        {
            var other = UserStateSamples.Space(seed: 2, fingerprint: 78);
            UserState Of(Func<long, bool> asks) => UserStateSamples.Random(seed.Get, events.Get % 40, _small, user =>
            {
                if (seed.Get % 2 == 0 && user.Applied % 9 == 0)
                {
                    user.MoveTo(other);
                }

                _ = asks(user.Applied) ? user.Vector : null;
            });
            var (always, sometimes, never) = (Of(_ => true), Of(applied => applied % 7 == 0), Of(_ => false));

            Bytes(never).ShouldBe(Bytes(always));
            Bytes(sometimes).ShouldBe(Bytes(always));
            ValuesOf(never).ShouldBe(ValuesOf(always));
            ValuesOf(sometimes).ShouldBe(ValuesOf(always));
            CovarianceOf(never).ShouldBe(CovarianceOf(always));
            CovarianceOf(sometimes).ShouldBe(CovarianceOf(always));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_state_of_another_item_space_gets_its_vector_from_the_history()
    {
        var user = UserStateSamples.Random(8, 40, _small);
        user.Recent.Dropped.ShouldBeGreaterThan(0);
        var other = UserStateSamples.Space(seed: 2, fingerprint: 78);
        var read = new UserStateCodec(_small, other).Read(Bytes(user));
        read.MoveTo(other);
        user.RebuildVector(other);
        ValuesOf(read).ShouldNotBe(ValuesOf(UserStateSamples.Random(8, 40, _small)));
        read.Recent.Count.ShouldBe(_small.RecentItemsMax);
        ValuesOf(read).Length.ShouldBe(3);
    }

    [Fact]
    public void Bytes_that_end_early_are_refused_at_every_length()
    {
        var bytes = Bytes(UserStateSamples.Random(5, 30, _small));
        for (var length = 0; length < bytes.Length; length++)
        {
            Should.Throw<InvalidDataException>(() => Codec().Read(bytes.AsSpan(0, length)), $"length {length}");
        }
    }

    [Fact]
    public void Bytes_behind_the_end_are_refused() =>
        Should.Throw<InvalidDataException>(() => Codec().Read([.. Bytes(UserStateSamples.Random(5, 3, _small)), 0]));

    [Fact]
    public void Another_version_is_named()
    {
        var bytes = Bytes(UserStateSamples.Random(5, 3, _small));
        bytes[0] = 4;
        Should.Throw<InvalidDataException>(() => Codec().Read(bytes)).Message.ShouldContain("version 4");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(25)]
    public void A_damaged_byte_is_refused_or_read_as_another_state_but_never_crashes(int events)
    {
        var whole = Bytes(UserStateSamples.Random(5, events, _small));
        var refused = 0;
        for (var place = 0; place < whole.Length; place++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var bytes = whole.ToArray();
                bytes[place] ^= (byte)(1 << bit);
                refused += IsRefused(bytes) ? 1 : 0;
            }
        }

        refused.ShouldBeGreaterThan(whole.Length / 2);
    }

    /// <summary>Any exception but the one that callers handle fails the test.</summary>
    private static bool IsRefused(byte[] bytes)
    {
        try
        {
            Codec().Read(bytes);
            return false;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    private static UserStateCodec Codec() => new(_small, UserStateSamples.Items);

    private static byte[] Bytes(UserState user)
    {
        var output = new ArrayBufferWriter<byte>();
        Codec().Write(user, output);
        return output.WrittenSpan.ToArray();
    }

    private static float[] ValuesOf(UserState user) => user.Vector is null ? [] : user.Vector.Values.ToArray();

    private static float[] CovarianceOf(UserState user) => user.Vector?.PackedCovariance() ?? [];
}
