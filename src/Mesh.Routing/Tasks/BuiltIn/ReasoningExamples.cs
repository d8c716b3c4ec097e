namespace Mesh.Routing.Tasks.BuiltIn;

/// <summary>Puzzles, plans, trade-offs and arguments that need several steps of thought but little arithmetic.</summary>
internal static class ReasoningExamples
{
    public const string Lines = """
        4|Three friends, {Ann, Bob and Cleo/Uma, Vik and Wes}, each own a different {pet/car/instrument}. {Ann/Uma} does not own the first one, and {Bob/Vik} is allergic to the second. Who owns which? Think step by step.
        4|All {roses/birds} are {plants/animals}. Some {plants/animals} {fade quickly/can swim}. Does it follow that some {roses fade quickly/birds can swim}? Justify your answer.
        5|There are five houses in a row, each painted a different colour. The {baker/painter} lives next to the blue house; the owner of the {dog/parrot} lives in the middle. Use the clues to find who drinks {tea/milk}.
        4|A farmer must bring a {wolf, a goat and a cabbage/fox, a hen and a sack of corn} across a river in a boat that holds only one of them besides himself. How can he do it?
        4|If every knight tells the truth and every knave lies, and {A says "B is a knave"/Alma says "we are both knaves"}, what are they? Explain your reasoning.
        4|Weigh the arguments for and against {a four-day week/remote work/a wealth tax} and come to a justified conclusion.
        4|Our {warehouse/clinic} can either {hire two more people/automate the packing line} or {outsource the night shift/close on sundays}. Which option is better under a tight budget, and what would change your mind?
        5|Identify the hidden assumption in this argument: "{Sales rose after the new logo, so the logo works/Crime fell when the lamps were changed, so the lamps prevent crime}."
        4|What would happen to {the price of bread/house prices/employment} if {interest rates doubled/a port closed for a year}? Reason through the chain of effects.
        4|Plan the {order of tasks/steps} for moving {an office of forty people/a data centre} over one weekend, considering dependencies and what could go wrong.
        5|Two {trains/messengers} leave different towns, and neither knows of the other. Prove or disprove that they can {agree on a time/be sure that the message arrived} by messages that may be lost.
        4|Which of these explanations fits the evidence best, and why? The window was {broken from inside/open}, the floor was {wet/dry}, and the dog {did not bark/was asleep}.
        4|Rank these {suppliers/candidates} by the criteria below and explain the trade-offs: {A is cheap but slow, B fast but dear, C in between/X has experience, Y has references, Z has both but can start only in May}.
        5|Is the following inference valid? If {it rains the match is off/the key fits the door opens}. {The match is off/The door opens}. Therefore {it rained/the key fits}. Name the fallacy if there is one.
        4|You have two ropes that each burn for an hour, unevenly. How do you measure {forty-five minutes/fifteen minutes}?
        4|I face north, turn {right twice and left once/left three times}, then walk backwards. Which way have I moved?
        4|A {surgeon/detective} says "I can't operate, this is my son", but is not the boy's father. How is that possible?
        5|Analyse the causes of {the fall of the Western Roman Empire/the 2008 financial crisis} and decide which was decisive; defend your choice against the strongest objection.
        4|Diagnose the problem: the {pump runs but no water comes/lamp flickers only when the fridge starts}; the {filter is new/fuse is fine}. What are the likely causes in order, and which test tells them apart?
        4|What comes next in the sequence and why: {Monday, Wednesday, Saturday/J, F, M, A, M}?
        5|Consider the trolley problem with {one relative/five strangers}. What would a {utilitarian/Kantian} say, and where does each argument break down?
        4|Given that {Tom is older than Sue, and Sue is older than Max/the red box is left of the blue, and the green right of it}, who or what is in the middle? Show your steps.
        4|Find the contradiction in these {statements/alibis}: {Lea says she left at nine; the guard saw her at ten; the door locks at half past nine/the shop was closed; he bought milk there; it was Sunday}.
        5|Design a fair procedure for {dividing a cake among three people/splitting rent for rooms of different size} so that nobody envies another, and show that it is fair.
        4|Should a {small bakery/start-up of six} take {a loan/an investor} to grow? Work through the decision, including what happens in the worst case.
        4|What is the best next move and why: my opponent always {copies my last choice/plays at random}, and we play {twenty rounds/until one gives up}?
        4|Determine who is lying: exactly one of {the cook, the maid and the gardener/Pia, Quin and Rolf} tells the truth, and each accuses {the next/the one before}.
        4|Explain step by step why {a mirror swaps left and right but not up and down/hot air rises but mountain tops are cold}.
        5|A committee of seven must pick among three plans by majority. Show how the {agenda/order of votes} can decide the outcome, and propose a rule that prevents it.
        4|Logic puzzle: in a row of {four/five} lockers, the {smallest/oldest} is not at either end, the {green/steel} one is directly left of the {red/wooden} one. In which position is the last?
        4|Compare {nuclear and wind power/trams and buses} for a city of half a million on cost, risk and speed, and give a reasoned recommendation.
        4|Why might a rise in {minimum wage/bridge tolls} lead to {more/less} of the opposite of what was intended? Lay out the mechanism.
        4|Which of the following best explains why {iron rusts faster near the sea/bats hunt at night}?\nA. {salt/moths}\nB. heat\nC. light\nD. wind
        4|A {court/ship} faces the following situation: {the buyer paid but the seller never delivered/the captain was ill and the mate took command}. Who is liable, and on what ground?\nA. the buyer\nB. the seller\nC. nobody\nD. both
        4|Statement 1: {every metal conducts/all squares are rectangles}. Statement 2: {every conductor is a metal/all rectangles are squares}. Which is true?\nA. both\nB. only 1\nC. only 2\nD. neither
        3|If the {sun set in the east/earth had no moon}, which of these would change first: {shadows, seasons or tides/tides, seasons or years}? Explain why.
        4|Read the passage and answer: why did the {merchant/teacher} refuse? "{He had been cheated before, and the scales were not his own./She had promised the parents, and a promise was a promise.}"
        """;
}
