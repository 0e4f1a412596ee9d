using System.Text;
using StreamReco.Models.Bots;

namespace StreamReco.Models.Tests.Bots;

public sealed class BotPolicyTests
{
    [Fact]
    public void What_is_left_out_has_its_default_and_the_version_is_that_of_the_values()
    {
        var policy = Read("{}");

        policy.Version.ShouldBe(new BotPolicy().Version);
        Read("""{"signals":{"rate":{"weight":0.7}}}""").Version.ShouldBe(policy.Version);
        Read("""{"on":false}""").IsOn.ShouldBeFalse();
        Read("""{"on":false}""").Version.ShouldNotBe(policy.Version);
    }

    [Fact]
    public void A_policy_comes_back_from_its_bytes()
    {
        var policy = Read("""{"bot":1.5,"raiseAfter":5,"signals":{"crawl":{"weight":0.9,"from":3,"full":8},"bought":{"weight":0}}}""");
        var read = BotPolicyReader.Read(policy.ToBytes());

        read.Version.ShouldBe(policy.Version);
        (read.Bot, read.RaiseAfter, read[BotSignal.Crawl], read[BotSignal.Bought].Weight).ShouldBe((1.5, 5, new BotRule(0.9, 3, 8), 0));
    }

    [Theory]
    [InlineData("[", "This is no bot policy")]
    [InlineData("7", "The policy is 7; it must be an object")]
    [InlineData("""{"on":"yes"}""", "on is \"yes\"; it must be true or false")]
    [InlineData("""{"watch":"x"}""", "watch is \"x\"; it must be 0.01 to 100")]
    [InlineData("""{"signals":{"rate":3}}""", "rate is 3; it must be an object")]
    [InlineData("""{"bots":1}""", "The policy has a field 'bots'; known are on, watch, bot")]
    [InlineData("""{"bot":0}""", "bot is 0; it must be 0.01 to 100")]
    [InlineData("""{"watch":2}""", "watch is 2; it must be at most bot, which is 1")]
    [InlineData("""{"clearAfter":200}""", "clearAfter is 200; it must be 1 to 120")]
    [InlineData("""{"signals":{"speed":{}}}""", "signals has a field 'speed'; known are rate, regular")]
    [InlineData("""{"signals":{"rate":{"from":60}}}""", "rate: from and full are both 60; they must differ")]
    public void A_policy_that_cannot_be_used_is_refused_with_the_field_and_its_value(string json, string message) =>
        Should.Throw<FormatException>(() => Read(json)).Message.ShouldContain(message);

    private static BotPolicy Read(string json) => BotPolicyReader.Read(Encoding.UTF8.GetBytes(json));
}
