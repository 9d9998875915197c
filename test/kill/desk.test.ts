// What a person does at the command line, and what buyers are sent, with the shop killed around every write: see
// desk-scenarios.ts and letter-scenarios.ts.

import { killedWhere } from './aim.ts'
import { deskScenarios } from './desk-scenarios.ts'
import { letterScenarios } from './letter-scenarios.ts'

killedWhere([...deskScenarios, ...letterScenarios])
