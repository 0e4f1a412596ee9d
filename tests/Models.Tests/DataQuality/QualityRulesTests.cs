using StreamReco.Models.DataQuality;
using StreamReco.Models.Events;

namespace StreamReco.Models.Tests.DataQuality;

public sealed class QualityRulesTests
{
    [Fact]
    public void A_file_with_a_rule_of_each_kind_is_read_as_it_stands()
    {
        var rules = RulesFile.Read(RulesFile.OfAllKinds);

        rules.Rules.Select(rule => rule.Check).ShouldBe(Enum.GetValues<QualityCheck>(), ignoreOrder: true);
        (rules.WindowMs, rules.MinCount, rules.RaiseAfter, rules.ClearAfter).ShouldBe((900_000, 50, 2, 4));
        var price = rules.Rules[0];
        (price.Field, price.Warn, price.Fail).ShouldBe((QualityField.Price, 0.98, 0.90));
        (price.Judges(EventType.Purchase), price.Judges(EventType.ViewItem)).ShouldBe((true, false));
        rules.Rules[1].Action.ShouldBe(QualityAction.Reject);
        rules.Rules[10].Warn.ShouldBe(0.1);
        rules.Rules[10].Fail.ShouldBe(0.25);
    }

    [Fact]
    public void Equal_bytes_have_equal_versions_and_other_bytes_another()
    {
        var rules = RulesFile.Read(RulesFile.OfAllKinds);

        rules.Version.Length.ShouldBe(16);
        RulesFile.Read(RulesFile.OfAllKinds).Version.ShouldBe(rules.Version);
        RulesFile.Read(RulesFile.OfAllKinds + " ").Version.ShouldNotBe(rules.Version);
    }

    [Theory]
    [InlineData("""{"name":"p","check":"range","field":"items.price","min":5,"max":3}""", "rule 'p': min is 5 and max is 3")]
    [InlineData("""{"name":"p","check":"range","field":"items.prize","min":5}""", "rule 'p': field is 'items.prize'; it must be one of event_type,")]
    [InlineData("""{"name":"p","check":"range","field":"country","min":5}""", "rule 'p': field is 'country'; range needs a field of numbers")]
    [InlineData("""{"name":"p","check":"between"}""", "rule 'p': check is 'between'; it must be one of complete,")]
    [InlineData("""{"name":"p","check":"complete","field":"country","action":"drop"}""", "rule 'p': action is 'drop'; it must be one of count, flag, quarantine, reject")]
    [InlineData("""{"name":"p","check":"unique","action":"reject"}""", "rule 'p': action is 'reject'; only complete,")]
    [InlineData("""{"name":"p","check":"unique","warn":1.2}""", "rule 'p': warn is 1.2; it must be a share")]
    [InlineData("""{"name":"p","check":"unique","warn":0.9,"fail":0.95}""", "rule 'p': fail is 0.95 and warn is 0.9")]
    [InlineData("""{"name":"p","check":"unique","wran":0.9}""", "rule 'p': 'wran' is not known for unique")]
    [InlineData("""{"name":"p","check":"valid","of":["purchase"]}""", "rule 'p': 'of' is not known for valid")]
    [InlineData("""{"name":"p","check":"complete","field":"country","of":["buy"]}""", "rule 'p': of has \"buy\"; event types are view_item,")]
    [InlineData("""{"name":"p","check":"pattern","field":"country","pattern":"(a"}""", "rule 'p': pattern is '(a':")]
    [InlineData("""{"name":"p","check":"pattern","field":"country","pattern":"(a)\\1"}""", "rule 'p': pattern is '(a)\\1':")]
    [InlineData("""{"name":"p","check":"timely","maxMs":-1}""", "rule 'p': maxMs is -1")]
    [InlineData("""{"name":"p","check":"psi","field":"items.price"}""", "rule 'p': reference is missing")]
    [InlineData("""{"name":"p","check":"psi","field":"items.price","reference":{"edges":[2,1],"counts":[1,1,1]}}""", "rule 'p': reference has")]
    [InlineData("""{"name":"p","check":"psi","field":"user_id","reference":{"values":["a"],"counts":[1,1]}}""", "may say who somebody is")]
    [InlineData("""{"name":"a b","check":"valid"}""", "rule 1: name is 'a b'")]
    [InlineData("""7""", "rule 1 is 7; a rule is an object.")]
    public void A_fault_names_the_rule_and_the_value(string rule, string words) =>
        Should.Throw<QualityRulesException>(() => RulesFile.Read($$"""{"rules":[{{rule}}]}""")).Message.ShouldContain(words);

    [Theory]
    [InlineData("""{"rules":[],"window":"15"}""", "'window' is \"15\"")]
    [InlineData("""{"rules":[],"window":"30d"}""", "'window' is \"30d\"")]
    [InlineData("""{"rules":[],"minCount":0}""", "'minCount' is 0")]
    [InlineData("""{"rules":[],"min_count":1}""", "'min_count' is not known")]
    [InlineData("""{"rules":[{"name":"a","check":"valid"},{"name":"a","check":"unique"}]}""", "rule 'a': the name stands 2 times")]
    [InlineData("""{"rules":{}}""", "a list 'rules'")]
    [InlineData("""{"rules":[""", "is no JSON")]
    [InlineData("""{"rules":[{"name":"a","check":"\ud800"}]}""", "is no JSON")]
    public void A_fault_of_the_file_is_named(string json, string words) =>
        Should.Throw<QualityRulesException>(() => RulesFile.Read(json)).Message.ShouldContain(words);

    [Fact]
    public void All_faults_of_a_file_are_named_at_once() =>
        Should.Throw<QualityRulesException>(() => RulesFile.Read(
            """{"rules":[{"name":"a","check":"valid","warn":7},{"name":"b","check":"x"}],"minCount":0}""")).Faults.Count.ShouldBe(3);
}
