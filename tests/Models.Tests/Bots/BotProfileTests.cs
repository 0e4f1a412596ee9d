using System.Buffers;
using StreamReco.Models.Binary;
using StreamReco.Models.Bots;
using StreamReco.Models.Events;
using StreamReco.Models.Tests.Users;
using StreamReco.Models.Users;

namespace StreamReco.Models.Tests.Bots;

/// <summary>How a user's clicks become a score and a verdict.</summary>
public sealed class BotProfileTests
{
    private const long T = 1_768_478_400_000;

    private const string Golden =
        "eba555c39bb14c00000112328603000000000000010000000088480102b906cd0ffdd0400300000031ac21a926213f4e"
        + "00f01f1c0000f44f18000100000000e2";

    private static readonly BotPolicy _policy = new();

    [Fact]
    public void Pauses_of_a_clock_have_little_entropy_and_those_of_a_person_have_much()
    {
        var (clock, person, random) = (new BotProfile(), new BotProfile(), new Random(1));
        var (clockMs, personMs) = (T, T);
        for (var i = 0; i < 40; i++)
        {
            Take(clock, "x", clockMs += random.Next(9_000, 11_000));
            Take(person, "x", personMs += (long)(1_000 * Math.Exp(random.NextDouble() * 4)));
        }

        clock.ValueOf(BotSignal.Regular, 9).ShouldBeLessThan(1.2);
        person.ValueOf(BotSignal.Regular, 9).ShouldBeGreaterThan(2.5);
    }

    [Fact]
    public void Few_pauses_and_pauses_between_sessions_tell_nothing()
    {
        var profile = new BotProfile();
        for (var i = 0; i < 5; i++)
        {
            Take(profile, "x", T + (i * 1_000));
        }

        profile.ValueOf(BotSignal.Regular, 9).ShouldBe(9);
        for (var i = 1; i < 30; i++)
        {
            Take(profile, "x", T + (i * 3_600_000));
        }

        profile.ValueOf(BotSignal.Regular, 9).ShouldBe(9);
        profile.Session.ShouldBe((ushort)1);
    }

    [Fact]
    public void Steps_through_the_ids_count_in_one_direction_and_fade_when_they_end()
    {
        var profile = new BotProfile();
        for (var i = 0; i < 12; i++)
        {
            Take(profile, $"item-{100 + (2 * i)}", T + i);
        }

        profile.ValueOf(BotSignal.Crawl, 0).ShouldBe(11);
        Take(profile, "item-7000", T + 20);
        profile.ValueOf(BotSignal.Crawl, 0).ShouldBe(5);
        Take(profile, "item-6999", T + 21);
        profile.ValueOf(BotSignal.Crawl, 0).ShouldBe(1);
    }

    [Fact]
    public void Ids_without_a_number_have_no_neighbours()
    {
        var profile = new BotProfile();
        for (var i = 0; i < 26; i++)
        {
            Take(profile, $"item-{(char)('a' + i)}", T + i);
        }

        profile.ValueOf(BotSignal.Crawl, 0).ShouldBe(0);
    }

    [Fact]
    public void One_item_counts_as_far_as_it_outweighs_all_others()
    {
        var profile = new BotProfile();
        for (var i = 0; i < 40; i++)
        {
            Take(profile, i % 4 == 3 ? $"other-{i}" : "it", T + i, i % 8 == 0 ? EventType.AddToCart : EventType.ViewItem);
        }

        profile.ValueOf(BotSignal.OneItem, 0).ShouldBe(20);
        profile.ValueOf(BotSignal.Bought, 0).ShouldBe(5);
    }

    [Fact]
    public void Equal_walks_end_in_equal_paths_wherever_they_were_joined()
    {
        string[] walk = [.. Enumerable.Range(0, 60).Select(i => $"item-{i * 37 % 101}")];
        var (whole, joined) = (PathsOf(walk), PathsOf(walk[17..]));

        whole.Count.ShouldBeGreaterThan(1);
        joined.Count.ShouldBeGreaterThan(0);
        joined[1..].ShouldBeSubsetOf(whole);
        PathsOf([.. walk.Reverse()]).Intersect(whole).ShouldBeEmpty();
    }

    [Fact]
    public void A_verdict_comes_after_clicks_in_a_row_and_goes_after_more()
    {
        var profile = new BotProfile();
        var policy = new BotPolicy { RaiseAfter = 3, ClearAfter = 5 };
        foreach (var score in (double[])[1.2, 1.2, 0.1, 1.2, 1.2])
        {
            profile.Judge(score, policy);
            profile.Verdict.ShouldBe(BotVerdict.Human);
        }

        profile.Judge(1.2, policy);
        profile.Verdict.ShouldBe(BotVerdict.Bot);
        for (var i = 0; i < 20; i++)
        {
            profile.Judge(0.85, policy); // below the threshold, above the share of it that takes the verdict back
        }

        profile.Verdict.ShouldBe(BotVerdict.Bot);
        for (var i = 0; i < 5; i++)
        {
            profile.Judge(0.7, policy);
        }

        profile.Verdict.ShouldBe(BotVerdict.Watch);
        for (var i = 0; i < 5; i++)
        {
            profile.Judge(0, policy);
        }

        profile.Verdict.ShouldBe(BotVerdict.Human);
    }

    [Fact]
    public void An_operators_word_stands_above_the_score()
    {
        var profile = new BotProfile();
        profile.Decide(BotDecision.Condemned);
        profile.IsHeld.ShouldBeTrue();
        profile.Decide(BotDecision.Released);
        for (var i = 0; i < 10; i++)
        {
            profile.Judge(5, _policy);
        }

        (profile.Verdict, profile.IsHeld).ShouldBe((BotVerdict.Bot, false));
    }

    [Fact]
    public void A_score_names_its_reasons()
    {
        var profile = new BotProfile();
        for (var i = 0; i < 30; i++)
        {
            Take(profile, $"item-{i}", T + (i * 1_000));
        }

        var score = _policy.Score(profile);

        score.Value.ShouldBeGreaterThan(_policy.Bot);
        BotSignals.NamesOf(score.Reasons).ShouldBe(["regular", "crawl"]);
    }

    [Fact]
    public void A_profile_has_64_bytes_and_comes_back_from_them_whatever_it_saw()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var profile = Random(seed, out _);
            var bytes = BytesOf(profile);

            bytes.Length.ShouldBe(64);
            BytesOf(Read(bytes)).ShouldBe(bytes, $"seed {seed}");
        }
    }

    [Fact]
    public void What_comes_back_goes_on_as_if_it_was_never_stored()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var profile = Random(seed, out var random);
            var read = Read(BytesOf(profile));
            for (var i = 0; i < 30; i++)
            {
                var (item, atMs) = ($"item-{random.Next(20)}", T + random.Next(1_000_000));
                Take(profile, item, atMs).ShouldBe(Take(read, item, atMs));
            }

            BytesOf(read).ShouldBe(BytesOf(profile), $"seed {seed}");
        }
    }

    [Fact]
    public void The_bytes_of_version_1_are_these() => Convert.ToHexStringLower(BytesOf(Random(7, out _))).ShouldBe(Golden);

    [Fact]
    public void A_user_who_is_judged_has_version_2_of_the_state_and_others_have_the_bytes_they_had()
    {
        var options = new UserStateOptions();
        var codec = new UserStateCodec(options, UserStateSamples.Items);
        var user = UserStateSamples.Random(5, 6, options);
        var plain = Write(codec, user);
        user.JudgeForBot().Decide(BotDecision.Released);
        var judged = Write(codec, user);

        (plain[0], judged[0], judged.Length - plain.Length).ShouldBe(((byte)1, (byte)2, 64));
        judged[1..plain.Length].ShouldBe(plain[1..]);
        Write(codec, codec.Read(judged)).ShouldBe(judged);
        codec.Read(judged).Bot.ShouldNotBeNull().Decision.ShouldBe(BotDecision.Released);
        codec.Read(judged, user);
        codec.Read(plain, user);
        user.Bot.ShouldBeNull(); // an object that is used again knows nothing of the user before
    }


    private static BotProfile Random(int seed, out Random random)
    {
        random = new Random(seed);
        var (profile, nowMs) = (new BotProfile(), T);
        for (var i = random.Next(200); i > 0; i--)
        {
            nowMs += random.Next(10) == 0 ? random.Next(4_000_000) : random.Next(-500, 9_000);
            Take(profile, $"item-{random.Next(40)}", nowMs, (EventType)random.Next(1, EventTypes.TableLength));
            profile.NotePath(random.Next(5) == 0);
            profile.Judge(random.NextDouble() * 2, _policy);
        }

        return profile;
    }

    private static List<uint> PathsOf(string[] walk)
    {
        var profile = new BotProfile();
        return [.. walk.Select((item, i) => Take(profile, item, T + (i * 1_000))).Where(path => path != 0)];
    }

    private static uint Take(BotProfile profile, string item, long atMs, EventType type = EventType.ViewItem)
    {
        var click = new ClickEvent { Type = type, EventTimeMs = atMs };
        click.AddItem(new ItemTouch(item, null, double.NaN, 1));
        return profile.Take(click);
    }

    private static byte[] BytesOf(BotProfile profile)
    {
        var output = new ArrayBufferWriter<byte>();
        profile.Write(new StateWriter(output));
        return output.WrittenSpan.ToArray();
    }

    private static BotProfile Read(byte[] bytes)
    {
        var reader = new StateReader(bytes);
        var profile = new BotProfile();
        profile.Read(ref reader);
        return profile;
    }

    private static byte[] Write(UserStateCodec codec, UserState user)
    {
        var output = new ArrayBufferWriter<byte>();
        codec.Write(user, output);
        return output.WrittenSpan.ToArray();
    }
}
