using System.Buffers;
using StreamReco.Models.Binary;
using StreamReco.Models.DataQuality;
using StreamReco.Models.Events;

namespace StreamReco.Models.Tests.DataQuality;

/// <summary>Faults that are planted into a stream of two sources are raised within two windows of their begin, and cleared.</summary>
public sealed class PlantedFaultTests
{
    private const long StartMs = 1_768_478_400_000;
    private const long WindowMs = 900_000;
    private const int ClicksPerWindow = 800;
    private const int FaultFrom = 40;
    private const int FaultUntil = 60;
    private const int Windows = 100;

    private const string Rules = """
        {"rules":[
         {"name":"price-there","check":"complete","field":"items.price","warn":0.98},
         {"name":"price-sane","check":"range","field":"items.price","min":0.01,"max":2000,"warn":0.98},
         {"name":"country-known","check":"oneOf","field":"country","values":["DE","FR"],"warn":0.98},
         {"name":"ids-new","check":"unique","warn":0.98},
         {"name":"fresh","check":"timely","maxMs":60000,"warn":0.95},
         {"name":"readable","check":"valid","warn":0.98},
         {"name":"hour-shift","check":"clock","warn":0.98},
         {"name":"category-known","check":"newValues","field":"items.category","reference":{"values":["c0","c1","c2"]},"warn":0.98},
         {"name":"users","check":"cardinality","field":"user_id","min":40},
         {"name":"price-spread","check":"psi","field":"items.price","reference":{"edges":[25,50,75],"counts":[25,25,25,25]}},
         {"name":"price-shift","check":"ks","field":"items.price","reference":{"edges":[25,50,75],"counts":[25,25,25,25]},"warn":0.15},
         {"name":"silence","check":"silent"}],
         "window":"15m","minCount":100,"raiseAfter":2,"clearAfter":4}
        """;

    [Fact]
    public void A_clean_run_raises_nothing() => Run(Fault.None).ShouldBeEmpty();

    [Theory]
    [InlineData(Fault.Nulls, "price-there")]
    [InlineData(Fault.Cents, "price-sane,price-spread,price-shift")]
    [InlineData(Fault.Doubled, "price-spread,price-shift")]
    [InlineData(Fault.PriceZero, "price-sane,price-spread,price-shift")]
    [InlineData(Fault.Renamed, "category-known")]
    [InlineData(Fault.OtherCountry, "country-known")]
    [InlineData(Fault.IdsAgain, "ids-new")]
    [InlineData(Fault.Unreadable, "readable")]
    [InlineData(Fault.Silent, "silence")]
    [InlineData(Fault.ZoneOff, "fresh,hour-shift")]
    [InlineData(Fault.Held, "fresh")]
    [InlineData(Fault.OneUser, "users")]
    public void A_planted_fault_is_raised_within_two_windows_for_its_source_and_cleared(Fault fault, string rules)
    {
        var changes = Run(fault);

        changes.Select(change => change.Change.Source).Distinct().ShouldBe(["web"]);
        changes.Select(change => change.Change.Rule.Name).Distinct().ShouldBe(rules.Split(','), ignoreOrder: true);
        foreach (var rule in changes.GroupBy(change => change.Change.Rule.Name))
        {
            rule.First().AtWindow.ShouldBeInRange(FaultFrom + 1, FaultFrom + 3);
            rule.First().Change.Level.ShouldNotBe(QualityLevel.Ok);
            rule.Last().Change.Level.ShouldBe(QualityLevel.Ok);
        }
    }

    [Fact]
    public void The_state_read_back_at_any_moment_goes_on_to_the_same_bytes()
    {
        var (whole, changes) = Fold(Fault.Cents, reopenEvery: int.MaxValue);
        var (reopened, again) = Fold(Fault.Cents, reopenEvery: 333);

        Convert.ToHexString(Bytes(reopened)).ShouldBe(Convert.ToHexString(Bytes(whole)));
        again.Select(change => (change.Change.Rule.Name, change.Change.Level, change.AtWindow))
            .ShouldBe(changes.Select(change => (change.Change.Rule.Name, change.Change.Level, change.AtWindow)));
        again.ShouldNotBeEmpty();
    }

    private static List<(QualityChange Change, int AtWindow)> Run(Fault fault) => Fold(fault, int.MaxValue).Changes;

    private static (QualityState State, List<(QualityChange Change, int AtWindow)> Changes) Fold(Fault fault, int reopenEvery)
    {
        var state = new QualityState(RulesFile.Read(Rules), 0);
        var (random, all, closed, click) = (new Random(7), new List<(QualityChange, int)>(), new List<QualityChange>(), new ClickEvent());
        for (var i = 0; i < Windows * ClicksPerWindow; i++)
        {
            var window = i / ClicksPerWindow;
            var source = i % 2 == 0 ? "web"u8 : "app"u8;
            var isFaulty = i % 2 == 0 && window is >= FaultFrom and < FaultUntil;
            Take(state, state.SourceOf(source), click, random, StartMs + (i * WindowMs / ClicksPerWindow), isFaulty ? fault : Fault.None);
            state.Close(10_000, closed);
            all.AddRange(closed.Select(change => (change, window)));
            closed.Clear();
            state = i % reopenEvery == reopenEvery - 1 ? Reopened(state) : state;
        }

        return (state, all);
    }

    private static void Take(QualityState state, int source, ClickEvent click, Random random, long nowMs, Fault fault)
    {
        var hit = random.NextDouble();
        if (fault == Fault.Silent)
        {
            return;
        }

        if (fault == Fault.Unreadable && hit < 0.1)
        {
            state.TakeInvalid(source);
            return;
        }

        if (fault == Fault.IdsAgain && hit < 0.1)
        {
            state.TakeDuplicate(source);
            return;
        }

        var price = random.NextDouble() * 100;
        price = fault switch
        {
            Fault.Nulls when hit < 0.05 => double.NaN,
            Fault.Cents => price * 100,
            Fault.Doubled => price * 2,
            Fault.PriceZero => 0,
            _ => price + 0.02,
        };
        var category = $"c{random.Next(3)}";
        click.Clear();
        click.Type = EventType.ViewItem;
        click.EventTimeMs = nowMs - (fault == Fault.ZoneOff ? 7_200_000 : fault == Fault.Held && hit < 0.3 ? 300_000 : 500);
        click.SetUserId(fault == Fault.OneUser ? "same" : $"u{random.Next(500)}");
        click.Country = fault == Fault.OtherCountry && hit < 0.1 ? "XX" : "DE";
        click.AddItem(new ItemTouch("i1", fault == Fault.Renamed && hit < 0.2 ? "C-" + category : category, price, 1));
        state.Take(source, click, nowMs);
    }

    private static QualityState Reopened(QualityState state)
    {
        var reader = new StateReader(Bytes(state));
        var read = QualityState.Read(ref reader);
        reader.AtEnd.ShouldBeTrue();
        return read;
    }

    private static byte[] Bytes(QualityState state)
    {
        var output = new ArrayBufferWriter<byte>();
        state.Write(new StateWriter(output));
        return output.WrittenSpan.ToArray();
    }

    public enum Fault
    {
        None,
        Nulls,
        Cents,
        Doubled,
        PriceZero,
        Renamed,
        OtherCountry,
        IdsAgain,
        Unreadable,
        Silent,
        ZoneOff,
        Held,
        OneUser,
    }
}
