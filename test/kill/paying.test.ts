// Placing, opening, paying and activating, with the shop killed around every write: see paying-scenarios.ts, and
// goods-scenarios.ts for what there is one each of.

import { killedWhere } from './aim.ts'
import { goodsScenarios } from './goods-scenarios.ts'
import { payingScenarios } from './paying-scenarios.ts'

killedWhere([...payingScenarios, ...goodsScenarios])
