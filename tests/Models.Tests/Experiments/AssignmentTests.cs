using System.Text;
using StreamReco.Models.Experiments.Assignment;

namespace StreamReco.Models.Tests.Experiments;

public sealed class AssignmentTests
{
    /// <summary>Written down once: another hash would move every user of every running experiment.</summary>
    private const long UserOne = 5351556220328509;

    private const int Half = ShareRange.Whole / 2;

    [Fact]
    public void The_point_of_a_unit_stays_the_same_for_ever()
    {
        var salt = Convert.FromHexString("000102030405060708090a0b0c0d0e0f");

        UnitHash.PointOf(salt, "user-1").ShouldBe(UnitHash.PointOf(salt, "user-1"u8));
        UnitHash.PointOf(salt, "user-1").ShouldBe(UserOne);
        UnitHash.PointOf(salt, new string('x', 5_000)).ShouldBeInRange(0, UnitHash.Points - 1);
    }

    [Fact]
    public void A_thousand_salts_give_each_arm_its_share_and_are_independent_of_each_other()
    {
        const int Users = 2_000;
        const int Salts = 1_000;
        var arms = new sbyte[Salts][];
        for (var salt = 0; salt < Salts; salt++)
        {
            var experiment = Two(salt, Half);
            arms[salt] = [.. Enumerable.Range(0, Users).Select(user => (sbyte)experiment.ArmOf(Encoding.UTF8.GetBytes($"u{user}")))];
            var second = arms[salt].Count(arm => arm == 1);
            Math.Abs(second - (Users / 2.0)).ShouldBeLessThan(4.5 * Math.Sqrt(Users) / 2, $"salt {salt}");
        }

        for (var salt = 1; salt < Salts; salt++)
        {
            var same = arms[salt].Zip(arms[salt - 1]).Count(pair => pair.First == pair.Second);
            Math.Abs((same - (Users / 2.0)) / (Math.Sqrt(Users) / 2)).ShouldBeLessThan(4.5, $"salts {salt - 1} and {salt}");
        }
    }

    [Fact]
    public void A_ramp_moves_nobody_between_arms()
    {
        var before = Ramp(version: 1, share: 50_000);
        var after = Ramp(version: 2, share: Half);

        ExperimentCheck.Faults(before, after).ShouldBeEmpty();
        foreach (var user in Users(5_000))
        {
            var first = before.ArmOf(user);
            if (first >= 0)
            {
                after.ArmOf(user).ShouldBe(first);
            }
        }
    }

    [Fact]
    public void A_version_that_would_move_units_is_refused_with_the_reason()
    {
        var before = Two(1, Half);
        var moved = Two(1, Half + 1) with { Version = 2 };
        var salted = Two(2, Half) with { Version = 2 };
        var skipped = before with { Version = 3 };

        ExperimentCheck.Faults(before, moved).ShouldHaveSingleItem().ShouldContain("grows at its end only");
        ExperimentCheck.Faults(before, salted).ShouldHaveSingleItem().ShouldContain("salt");
        ExperimentCheck.Faults(before, skipped).ShouldHaveSingleItem().ShouldContain("comes version 2");
    }

    [Fact]
    public void Arms_keep_their_places_and_what_they_do()
    {
        var before = Ramp(version: 1, share: 50_000);
        var swapped = before with { Version = 2, Arms = [before.Arms[1], before.Arms[0]] };
        var changed = before with { Version = 2, Arms = [before.Arms[0], before.Arms[1] with { Settings = new ArmSettings { Fresh = false } }] };
        var third = before with { Version = 2, Arms = [.. before.Arms, Arm("third", 200_000, 250_000)] };

        ExperimentCheck.Faults(before, swapped).ShouldContain(fault => fault.Contains("is not at place 1 any more"));
        ExperimentCheck.Faults(before, changed).ShouldHaveSingleItem().ShouldContain("what arm new does changed");
        ExperimentCheck.Faults(before, third).ShouldBeEmpty();
    }

    [Fact]
    public void Settings_of_an_arm_have_bounds_and_those_of_two_experiments_are_put_together()
    {
        var wrong = Two(1, Half) with
        {
            Arms = [Arm("control", 0, Half), Arm("new", Half, ShareRange.Whole) with { Settings = new ArmSettings { DiversityLambda = 1.5, BoostFactor = -1 } }],
        };

        ExperimentCheck.Faults(wrong).ShouldBe(
            ["e, arm new: diversity_lambda is 1.5; it is to lie between 0 and 1.", "e, arm new: boost_factor is -1; it is to lie between 0 and 10."]);
        new ArmSettings { DiversityLambda = 0.2 }.Over(new ArmSettings { DiversityLambda = 0.9, Fresh = true })
            .ShouldBe(new ArmSettings { DiversityLambda = 0.2, Fresh = true });
    }

    [Fact]
    public void The_propensity_of_an_arm_is_its_share_of_the_layer_s_part()
    {
        var experiment = Two(1, Half) with { Layer = Layer(7, 0, Half) };

        (experiment.PropensityOf(0), Two(1, Half).PropensityOf(1)).ShouldBe((0.25, 0.5));
    }

    [Fact]
    public void Faults_of_a_definition_are_named()
    {
        var overlapping = new Experiment("e", 1, Salt(1), [Arm("a", 0, Half), Arm("b", Half - 1, ShareRange.Whole)]);
        var outside = new Experiment("e", 1, Salt(1), [Arm("a", 0, Half), Arm("b", Half, ShareRange.Whole + 1)]);
        var alone = new Experiment("e", 1, new byte[3], [Arm("a", 0, Half)]);
        var twice = new Experiment("e", 1, Salt(1), [Arm("a", 0, 10), Arm("a", 10, 20)]);

        ExperimentCheck.Faults(overlapping).ShouldHaveSingleItem().ShouldContain("overlap");
        ExperimentCheck.Faults(outside).ShouldHaveSingleItem().ShouldContain("does not lie in");
        ExperimentCheck.Faults(alone).Count.ShouldBe(2);
        ExperimentCheck.Faults(twice).ShouldHaveSingleItem().ShouldContain("2 arms with the name a");
        ExperimentCheck.Faults(Two(1, Half)).ShouldBeEmpty();
    }

    [Fact]
    public void Experiments_of_a_layer_share_no_unit_and_those_of_two_layers_do()
    {
        var first = Two(1, Half) with { Layer = Layer(7, 0, Half) };
        var second = Two(2, Half) with { Layer = Layer(7, Half, ShareRange.Whole) };
        var elsewhere = Two(3, Half) with { Layer = Layer(8, 0, Half) };
        var users = Users(4_000).ToArray();

        users.Count(user => first.ArmOf(user) >= 0 && second.ArmOf(user) >= 0).ShouldBe(0);
        users.Count(user => first.ArmOf(user) >= 0).ShouldBeInRange(1_870, 2_130);
        users.Count(user => first.ArmOf(user) >= 0 && elsewhere.ArmOf(user) >= 0).ShouldBeInRange(890, 1_110);
    }

    private static Experiment Two(int salt, int border) =>
        new("e", 1, Salt(salt), [Arm("control", 0, border), Arm("new", border, ShareRange.Whole)]);

    private static Experiment Ramp(int version, int share) =>
        new("e", version, Salt(1), [Arm("control", 0, share), Arm("new", Half, Half + share)]);

    private static ExperimentArm Arm(string name, int from, int to) => new(name, [new ShareRange(from, to)]);

    private static ExperimentLayer Layer(int salt, int from, int to) => new("layer", Salt(salt), [new ShareRange(from, to)]);

    private static byte[] Salt(int seed)
    {
        var salt = new byte[UnitHash.SaltBytes];
        new Random(seed).NextBytes(salt);
        return salt;
    }

    private static IEnumerable<byte[]> Users(int count) => Enumerable.Range(0, count).Select(user => Encoding.UTF8.GetBytes($"u{user}"));
}
