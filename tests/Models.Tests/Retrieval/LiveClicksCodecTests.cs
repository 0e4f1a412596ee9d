using StreamReco.Models.Retrieval.Live;

namespace StreamReco.Models.Tests.Retrieval;

public sealed class LiveClicksCodecTests
{
    /// <summary>The bytes of version 2 for the sample below: a change here is a new version, never an edit.</summary>
    private const string Golden =
        "020103026935026937026933030200000000000000ea030000000000000002007801010a010300000000000000eb0300"
        + "00000000000001018c01010400000000000000e803000000000000000302b40101000a01020801";

    /// <summary>The same of version 1, which knew no users.</summary>
    private const string WithoutUsers =
        "0101030269350269370269330302000000000000000002007801010a0103000000000000000001018c010104000000000000"
        + "00000302b40101000a01020801";

    [Fact]
    public void Version_2_has_these_bytes() => Convert.ToHexStringLower(Sample().Bytes()).ShouldBe(Golden);

    [Theory]
    [InlineData(Golden)]
    [InlineData(WithoutUsers)]
    public void Each_version_is_read(string bytes)
    {
        var sample = new LiveSample(Logs.Of(9, [0, 1]));
        LiveClicksCodec.Read(Convert.FromHexString(bytes), id => int.Parse(id.AsSpan(1)), sample.Live);

        sample.Everything(0).ShouldBe(Sample().Everything(0));
    }

    [Fact]
    public void A_history_of_version_1_is_found_by_its_user()
    {
        var sample = new LiveSample(Logs.Of(9, [0, 1]));
        LiveClicksCodec.Read(Convert.FromHexString(WithoutUsers), id => int.Parse(id.AsSpan(1)), sample.Live);

        sample.Live.Forget(4);

        sample.Live.Clicks.ShouldBe(3, "the session with key 4 had three of the six");
    }

    [Fact]
    public void Another_model_takes_over_what_it_knows()
    {
        var sample = new LiveSample(Logs.Of(3, [0, 1]));
        string[] known = ["i5", "i3"];

        LiveClicksCodec.Read(Sample().Bytes(), id => Array.IndexOf(known, id), sample.Live);

        sample.Live.Sessions.ShouldBe(3, "a session keeps its number");
        sample.Live.Clicks.ShouldBe(4);
        Logs.Ask(sample.Sources[1], 3, 0).Keys.ToArray().ShouldBe([1]);
    }

    [Fact]
    public void Bytes_that_end_early_or_go_on_are_refused()
    {
        var bytes = Sample().Bytes();
        for (var length = 0; length < bytes.Length; length++)
        {
            Refused(bytes[..length]).ShouldBeTrue($"length {length}");
        }

        Refused([.. bytes, 0]).ShouldBeTrue();
    }

    [Fact]
    public void A_damaged_byte_is_refused_or_read_as_another_state_but_never_crashes()
    {
        var refused = 0;
        var whole = Sample().Bytes();
        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            var bytes = whole.ToArray();
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            refused += Refused(bytes) ? 1 : 0;
        }

        refused.ShouldBeGreaterThan(whole.Length);
    }

    private static LiveSample Sample()
    {
        var sample = new LiveSample(Logs.Of(9, [0, 1]), new LiveClicksOptions { SessionsMax = 3, ClicksMax = 9 });
        sample.Observe([(1, 0, 50), (2, 5, 60), (3, 7, 70), (2, 7, 65), (4, 3, 90), (4, 5, 95), (4, 3, 99)]);
        return sample;
    }

    private static bool Refused(byte[] bytes)
    {
        try
        {
            LiveClicksCodec.Read(bytes, id => id.Length, new LiveSample(Logs.Of(30, [0, 1])).Live);
            return false;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }
}
