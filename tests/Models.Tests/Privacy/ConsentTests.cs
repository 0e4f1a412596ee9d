using System.Text;
using StreamReco.Models.Events;
using StreamReco.Models.Privacy;

namespace StreamReco.Models.Tests.Privacy;

public sealed class ConsentTests
{
    private static readonly ConsentPurpose[] _purposes = Enum.GetValues<ConsentPurpose>();

    [Fact]
    public void What_is_said_counts_before_what_was_said_for_each_purpose_by_itself()
    {
        foreach (var said in All())
        {
            foreach (var before in All())
            {
                var now = said.Over(before);
                now.IsValid.ShouldBeTrue();
                foreach (var purpose in _purposes)
                {
                    now.Of(purpose).ShouldBe(said.Of(purpose) == ConsentChoice.Unknown ? before.Of(purpose) : said.Of(purpose));
                }
            }
        }
    }

    [Fact]
    public void Bits_that_are_no_choice_are_told()
    {
        var valid = Enumerable.Range(0, 256).Where(bits => new Consent((byte)bits).IsValid).ToList();

        valid.ShouldBe(All().Select(consent => (int)consent.Bits).Order());
        Consent.All(ConsentChoice.Denied).ShouldBe(
            Consent.None.With(ConsentPurpose.Personalise, ConsentChoice.Denied).With(ConsentPurpose.Train, ConsentChoice.Denied)
                .With(ConsentPurpose.Analyse, ConsentChoice.Denied));
    }

    [Fact]
    public void A_policy_is_read_as_it_was_written_and_named_by_its_choices()
    {
        var policy = new ConsentPolicy(Consent.All(ConsentChoice.Granted).With(ConsentPurpose.Train, ConsentChoice.Denied), 0x1234);

        Encoding.UTF8.GetString(policy.ToBytes()).ShouldBe(
            """{"unknown":{"personalise":"granted","train":"denied","analyse":"granted"},"salt":"0000000000001234"}""");
        ConsentPolicy.Read(policy.ToBytes()).ShouldBe(policy);
        (policy with { Salt = 7 }).Version.ShouldBe(policy.Version);
        (policy with { Unknown = Consent.All(ConsentChoice.Denied) }).Version.ShouldNotBe(policy.Version);
        policy.Allows(Consent.None, ConsentPurpose.Train).ShouldBeFalse();
        policy.Allows(Consent.None.With(ConsentPurpose.Train, ConsentChoice.Granted), ConsentPurpose.Train).ShouldBeTrue();
    }

    [Theory]
    [InlineData("{", "This is no consent policy")]
    [InlineData("{}", "This is no consent policy")]
    [InlineData("""{"unknown":{"personalise":"granted","train":"granted","analyse":"unknown"},"salt":"0000000000000000"}""", "A choice is 'unknown'")]
    [InlineData("""{"unknown":{"personalise":"granted","train":"granted","analyse":"denied"},"salt":"zz"}""", "salt is 'zz'")]
    public void What_is_no_policy_is_refused_with_the_reason(string json, string why) =>
        Should.Throw<FormatException>(() => ConsentPolicy.Read(Encoding.UTF8.GetBytes(json))).Message.ShouldContain(why);

    private static IEnumerable<Consent> All() =>
        from personalise in Enum.GetValues<ConsentChoice>()
        from train in Enum.GetValues<ConsentChoice>()
        from analyse in Enum.GetValues<ConsentChoice>()
        select Consent.None.With(ConsentPurpose.Personalise, personalise).With(ConsentPurpose.Train, train).With(ConsentPurpose.Analyse, analyse);
}
